using Chat.Errors;
using Chat.Messages;
using Chat.Sharding;
using Chat.Teams;
using Chat.Users;
using Microsoft.Extensions.Options;

namespace Chat.Channels;

/// <summary>
/// Owns: one conversation, who is in it, and what is said in it. Persists: channels, channel_members, messages, comments, reactions, through
/// its team's grain. Calls: the team's grain and the users' stored rows.
/// Verbs that do not interleave run one after the other, each until it is committed; posts and reads run beside them. A change is applied to the
/// state when it is staged, before its commit: what fails afterwards takes the activation with it.
/// This file: membership. Messages are in the sibling files.
/// </summary>
[TeamPlacement]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "The verb that holds a thread disposes the hold.")]
public sealed partial class ChannelGrain(
    ChannelStore channels,
    MessageStore messages,
    UserStore people,
    Retention.ExpiredStore expired,
    Unfurling.UnfurlIntake unfurls,
    MessageMetrics metrics,
    TimeProvider time,
    IOptions<ChannelOptions> options) : PublishingGrain, IChannelGrain
{
    private readonly ChannelOptions _options = options.Value;
    private ChannelState _state = null!;

    protected override string WriterName => $"channel:{this.GetPrimaryKeyString()}";

    private ChannelId Id => _state.Channel.Id;

    protected override async Task Load()
    {
        var id = GrainKeys.ChannelOf(this.GetPrimaryKeyString());
        var channel = await channels.FindAsync(Team, id) ?? throw new ChatException(ErrorCodes.ChannelNotFound);
        _state = new ChannelState(channel, await channels.MembersAsync(Team, id));
        _recent = new RecentPosts(_options.RecentPosts);
    }

    public async Task<ChannelView> Get(Caller caller)
    {
        _state.RequireVisible(caller);
        var isMember = _state.Has(caller.User);
        var boot = isMember ? await channels.BootAsync(Team, caller.User, Id) : null;
        return new ChannelView(_state.Channel, isMember, _state.IsOpenFor(caller.User), boot?.LastRead, boot?.Latest, boot?.Unread, _state.Count);
    }

    public Task<UserId[]> GetMembers(Caller caller, UserId? after, int limit)
    {
        _state.RequireVisible(caller);
        UserId[] page = [.. _state.Members.Select(member => member.User).Order(UserOrder)
            .Where(user => after is not { } last || UserOrder.Compare(user, last) > 0).Take(limit)];
        return Task.FromResult(page);
    }

    private static readonly Comparer<UserId> UserOrder = Comparer<UserId>.Create((a, b) => string.CompareOrdinal(a.Value, b.Value));

    public Task<bool> IsMember(UserId user) => Task.FromResult(_state.Has(user));

    public async Task<bool> Join(Caller caller)
    {
        _state.RequireVisible(caller);
        _state.RequireChannel();
        _state.RequireLive();
        if (_state.Has(caller.User))
            return false;
        await Admit(caller.User, null);
        return true;
    }

    public async Task AddNewcomer(UserId user)
    {
        if (!_state.Has(user))
            await Admit(user, null);
    }

    public async Task<bool> Leave(Caller caller)
    {
        _state.RequireVisible(caller);
        _state.RequireChannel();
        _state.RequireLive();
        if (!_state.Has(caller.User))
            return false;
        if (_state.Channel.IsGeneral)
            throw new ChatException(ErrorCodes.CantLeaveGeneral);
        if (_state.Channel.IsPrivate && _state.Count == 1)
            throw new ChatException(ErrorCodes.LastMember);
        await Dismiss(caller.User);
        return true;
    }

    public async Task<InviteFailure[]> Invite(Caller caller, UserId[] users)
    {
        _state.RequireMember(caller);
        _state.RequireChannel();
        _state.RequireLive();
        var failures = new List<InviteFailure>();
        foreach (var user in users.Distinct())
        {
            var found = await people.FindAsync(Team, user);
            if (user == caller.User)
                failures.Add(new InviteFailure(user, ErrorCodes.CantInviteSelf));
            else if (_state.Has(user))
                failures.Add(new InviteFailure(user, ErrorCodes.AlreadyInChannel));
            else if (found is null)
                failures.Add(new InviteFailure(user, ErrorCodes.UserNotFound));
            else if (found.Deleted || user == UserId.Slackbot)
                failures.Add(new InviteFailure(user, ErrorCodes.CantInvite));
            else
                await Admit(user, caller.User);
        }
        return [.. failures];
    }

    public async Task Kick(Caller caller, UserId user)
    {
        _state.RequireMember(caller);
        _state.RequireChannel();
        _state.RequireLive();
        if (user == caller.User)
            throw new ChatException(ErrorCodes.CantKickSelf);
        if (_state.Channel.IsGeneral)
            throw new ChatException(ErrorCodes.CantKickFromGeneral);
        if (!_state.Has(user))
            throw new ChatException(ErrorCodes.NotInChannel);
        if (!caller.IsAdmin && _state.Channel.Creator != caller.User)
            throw new ChatException(ErrorCodes.RestrictedAction);
        await Dismiss(user);
    }

    public async Task<bool> SetOpen(Caller caller, bool open)
    {
        _state.RequireMember(caller);
        if (!_state.Channel.IsDirect)
            throw new ChatException(ErrorCodes.MethodNotSupportedForChannelType);
        if (_state.IsOpenFor(caller.User) == open)
            return false;
        var change = Change.Of(ChannelEvents.Opened(_state.Channel, caller.User, open), OpenRow(caller.User, open));
        _state.SetOpen(caller.User, open);
        await Publish(change);
        return true;
    }

    private MemberPut OpenRow(UserId user, bool open) =>
        new(Id, user, open, _state.Members.First(member => member.User == user).Joined);

    /// <summary>The newcomer is told first, and is a member for all that follows: it sees its own arrival.</summary>
    private async Task Admit(UserId user, UserId? inviter)
    {
        var channel = _state.Channel;
        var latest = (await messages.HistoryAsync(Team, Id, new HistoryQuery(null, null, false, 1))).Messages.FirstOrDefault();
        var view = new ChannelView(channel, IsMember: true, LastRead: Ts.None, Latest: latest, Unread: 0);
        var message = ChannelMessages.Joined(channel, user, inviter);
        var change = new Change(
        [
            new Step(ChannelEvents.Joined(view, user), [new MemberPut(Id, user, IsOpen: true, Ts.None), new CursorPut(Id, user, Ts.None)]),
            new Step(MessageEvents.Posted(message), [new MessageInsert(message, null)]),
            new Step(ChannelEvents.MemberJoined(channel, user, inviter), []),
        ]);
        _state.Put(user, isOpen: true, Ts.At(time.GetUtcNow()));
        await Publish(change);
    }

    /// <summary>The one who leaves is told last, having seen its own departure.</summary>
    private async Task Dismiss(UserId user)
    {
        var channel = _state.Channel;
        var message = ChannelMessages.Left(channel, user);
        var change = new Change(
        [
            new Step(MessageEvents.Posted(message), [new MessageInsert(message, null)]),
            new Step(ChannelEvents.MemberLeft(channel, user), []),
            new Step(ChannelEvents.Left(channel, user), [new MemberDelete(Id, user)]),
        ]);
        _state.Remove(user);
        await Publish(change);
    }
}
