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

    /// <summary>Something was sent since no session was found unconfirmed.</summary>
    private bool _wasSent;

    private sealed class Member(HashSet<ChannelId> channels)
    {
        public HashSet<ChannelId> Channels => channels;
        public List<RtmSession> Sessions { get; } = [];
    }

    public int Count => _sessions.Count;

    public RtmSession[] Sessions() => [.. _sessions];

    /// <summary>The sessions that were sent something since they last proved what they have.</summary>
    public RtmSession[] Unconfirmed()
    {
        // Most feeds are quiet most of the time, and are asked for this ten times a second.
        if (!_wasSent)
            return [];
        RtmSession[] unconfirmed = [.. _sessions.Where(session => session.IsUnconfirmed)];
        _wasSent = unconfirmed.Length > 0;
        return unconfirmed;
    }

    public SessionState[] States() =>
        [.. _sessions.Select(session => new SessionState(session.Id, session.User, session.TokenKey, session.Confirmed))];

    public SessionMark[] TakeConfirmed() =>
        [.. _sessions.Where(session => session.TakeConfirmedChange()).Select(session => new SessionMark(session.Id, session.Confirmed))];

    /// <param name="channels">The user's channels at the session's place in the stream; of no matter if other sessions of the user are here.</param>
    public void Add(RtmSession session, HashSet<ChannelId> channels)
    {
        _wasSent = true;
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

    /// <summary>Hands events to whoever may see them, in their order: neighbours for the same readers go out as one.</summary>
    public FanOut Deliver(ReadOnlySpan<TeamEvent> events)
    {
        FanOut handed = default;
        _wasSent = true;
        while (!events.IsEmpty)
        {
            var run = Delivery.RunAtFrontOf(events);
            var delivery = new Delivery(events[..run]);
            handed += FanOut.Of(delivery, Deliver(delivery));
            events = events[run..];
        }
        return handed;
    }

    /// <returns>How many times it was handed to a session.</returns>
    private int Deliver(Delivery delivery)
    {
        var item = delivery.First;
        var sends = 0;
        if (item.Effect == EventEffect.Joined && _members.TryGetValue(item.User!.Value, out var joiner) && joiner.Channels.Add(item.Channel!.Value))
            MembersOf(item.Channel.Value).Add(joiner);
        if (item.Effect is EventEffect.TokenRevoked or EventEffect.UserDeactivated)
            End(item);
        else if (item.Effect == EventEffect.StartAfresh)
            EndAll(item.Effect);
        else if (item.Payload.Length > 0)
            sends = Route(delivery);
        if (item.Effect == EventEffect.Left && _members.TryGetValue(item.User!.Value, out var leaver) && leaver.Channels.Remove(item.Channel!.Value))
            Leave(leaver, item.Channel.Value);
        return sends;
    }

    /// <summary>As <see cref="Deliver(ReadOnlySpan{TeamEvent})"/>, for one session that is not in the audience yet; keeps <paramref name="channels"/> in step.</summary>
    public static void DeliverTo(RtmSession session, HashSet<ChannelId> channels, Delivery delivery)
    {
        var item = delivery.First;
        Visibility.Before(item, session.User, channels);
        var visible = item.Audience == Audience.PresenceSubscribers
            ? session.Watches(item.User!.Value)
            : Visibility.Shows(item, session.User, channels);
        if (item.User == session.User && item.Effect == EventEffect.UserDeactivated || item.Effect == EventEffect.TokenRevoked && item.Origin == session.TokenKey)
            session.EndFor(item.Effect);
        else if (item.Effect == EventEffect.StartAfresh)
            session.EndFor(item.Effect);
        else if (visible)
            session.Deliver(delivery);
        Visibility.After(item, session.User, channels);
    }

    private int Route(Delivery delivery)
    {
        var item = delivery.First;
        var sends = 0;
        switch (item.Audience)
        {
            case Audience.Team:
                foreach (var session in _sessions)
                    session.Deliver(delivery);
                return _sessions.Count;
            case Audience.Channel or Audience.ChannelExceptUser:
                foreach (var member in _channels.GetValueOrDefault(item.Channel!.Value) ?? [])
                {
                    foreach (var session in member.Sessions)
                    {
                        if (item.Audience == Audience.ChannelExceptUser && session.User == item.User)
                            continue;
                        session.Deliver(delivery);
                        sends++;
                    }
                }
                return sends;
            case Audience.User:
                foreach (var session in _members.GetValueOrDefault(item.User!.Value)?.Sessions ?? [])
                {
                    session.Deliver(delivery);
                    sends++;
                }
                return sends;
            default:
                foreach (var session in _sessions)
                {
                    if (!session.Watches(item.User!.Value))
                        continue;
                    session.Deliver(delivery);
                    sends++;
                }
                return sends;
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

    private void EndAll(EventEffect effect)
    {
        foreach (var session in Sessions())
            session.EndFor(effect);
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
