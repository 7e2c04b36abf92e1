using Chat.Teams;

namespace Chat.Sessions;

/// <summary>
/// The sessions of a team at this gateway, by user and by channel, and who of them may see an event. A user's channels follow the events
/// themselves. Guarded by its feed's lock.
/// </summary>
internal sealed class FeedAudience
{
    private readonly Dictionary<UserId, Member> _members = [];
    private readonly Dictionary<ChannelId, List<Member>> _channels = [];
    private readonly HashSet<RtmSession> _sessions = [];

    private sealed class Member(HashSet<ChannelId> channels)
    {
        public HashSet<ChannelId> Channels => channels;
        public List<RtmSession> Sessions { get; } = [];
    }

    public int Count => _sessions.Count;

    public RtmSession[] Sessions() => [.. _sessions];

    public RtmSession[] Unconfirmed() => [.. _sessions.Where(session => session.IsUnconfirmed)];

    public SessionState[] States() =>
        [.. _sessions.Select(session => new SessionState(session.Id, session.User, session.TokenKey, session.Confirmed))];

    public SessionMark[] TakeConfirmed() =>
        [.. _sessions.Where(session => session.TakeConfirmedChange()).Select(session => new SessionMark(session.Id, session.Confirmed))];

    /// <param name="channels">The user's channels at the session's place in the stream; of no matter if other sessions of the user are here.</param>
    public void Add(RtmSession session, HashSet<ChannelId> channels)
    {
        _sessions.Add(session);
        if (!_members.TryGetValue(session.User, out var member))
        {
            _members.Add(session.User, member = new Member(channels));
            foreach (var channel in channels)
                MembersOf(channel).Add(member);
        }
        member.Sessions.Add(session);
    }

    public bool Remove(RtmSession session)
    {
        if (!_sessions.Remove(session))
            return false;
        var member = _members[session.User];
        member.Sessions.Remove(session);
        if (member.Sessions.Count > 0)
            return true;
        _members.Remove(session.User);
        foreach (var channel in member.Channels)
            Leave(member, channel);
        return true;
    }

    public void Deliver(TeamEvent item)
    {
        if (item.Effect == EventEffect.Joined && _members.TryGetValue(item.User!.Value, out var joiner) && joiner.Channels.Add(item.Channel!.Value))
            MembersOf(item.Channel.Value).Add(joiner);
        if (item.Effect is EventEffect.TokenRevoked or EventEffect.UserDeactivated)
            End(item);
        else if (item.Payload.Length > 0)
            Route(item);
        if (item.Effect == EventEffect.Left && _members.TryGetValue(item.User!.Value, out var leaver) && leaver.Channels.Remove(item.Channel!.Value))
            Leave(leaver, item.Channel.Value);
    }

    /// <summary>As <see cref="Deliver"/>, for one session that is not in the audience yet; keeps <paramref name="channels"/> in step.</summary>
    public static void DeliverTo(RtmSession session, HashSet<ChannelId> channels, Delivery delivery)
    {
        var item = delivery.Event;
        Visibility.Before(item, session.User, channels);
        var visible = item.Audience == Audience.PresenceSubscribers
            ? session.Watches(item.User!.Value)
            : Visibility.Shows(item, session.User, channels);
        if (item.User == session.User && item.Effect == EventEffect.UserDeactivated || item.Effect == EventEffect.TokenRevoked && item.Origin == session.TokenKey)
            session.EndFor(item.Effect);
        else if (visible)
            session.Deliver(delivery);
        Visibility.After(item, session.User, channels);
    }

    private void Route(TeamEvent item)
    {
        var delivery = new Delivery(item);
        switch (item.Audience)
        {
            case Audience.Team:
                foreach (var session in _sessions)
                    session.Deliver(delivery);
                break;
            case Audience.Channel or Audience.ChannelExceptUser:
                foreach (var member in _channels.GetValueOrDefault(item.Channel!.Value) ?? [])
                {
                    foreach (var session in member.Sessions)
                    {
                        if (item.Audience == Audience.Channel || session.User != item.User)
                            session.Deliver(delivery);
                    }
                }
                break;
            case Audience.User:
                foreach (var session in _members.GetValueOrDefault(item.User!.Value)?.Sessions ?? [])
                    session.Deliver(delivery);
                break;
            case Audience.PresenceSubscribers:
                foreach (var session in _sessions)
                {
                    if (session.Watches(item.User!.Value))
                        session.Deliver(delivery);
                }
                break;
        }
    }

    private void End(TeamEvent item)
    {
        foreach (var session in _members.GetValueOrDefault(item.User!.Value)?.Sessions ?? [])
        {
            if (item.Effect == EventEffect.UserDeactivated || session.TokenKey == item.Origin)
                session.EndFor(item.Effect);
        }
    }

    private List<Member> MembersOf(ChannelId channel)
    {
        if (!_channels.TryGetValue(channel, out var members))
            _channels.Add(channel, members = []);
        return members;
    }

    private void Leave(Member member, ChannelId channel)
    {
        var members = _channels[channel];
        members.Remove(member);
        if (members.Count == 0)
            _channels.Remove(channel);
    }
}

/// <summary>An event on its way to sessions: framed when the first of them needs it, and once.</summary>
internal sealed class Delivery(TeamEvent item)
{
    private byte[]? _frame;

    public TeamEvent Event => item;

    public byte[] Frame => _frame ??= Sockets.ServerFrame.Text(item.Payload);
}
