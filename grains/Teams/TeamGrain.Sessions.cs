using Chat.Errors;
using Chat.Presence;
using Chat.Sessions;
using Chat.Users;

namespace Chat.Teams;

/// <summary>Sessions: tickets, attaching and resuming, positions, presence.</summary>
public sealed partial class TeamGrain
{
    private readonly SessionBook _sessions = new();
    private readonly HashSet<UserId> _manuallyAway = [];
    private TicketBook _tickets = null!;
    private MembershipIndex _membership = null!;

    public Task<SocketTicket> OpenTicket(Caller caller, TicketOptions options)
    {
        RequireWriter();
        var now = time.GetUtcNow();
        var resume = _options.ServerSideResume ? _sessions.ResumePoint(caller.TokenKey, now - _options.PositionAge) : null;
        var ticket = _tickets.Issue(caller, options, resume?.Session, now);
        return Task.FromResult(new SocketTicket(ticket, resume?.Position ?? _head, _content));
    }

    public async Task<AttachReply> Attach(AttachRequest request)
    {
        RequireWriter();
        if (_tickets.Find(request.Ticket, request.Session, time.GetUtcNow()) is not { Caller.User: var user })
            return Refuse();
        Position? offset = Position.TryParse(request.Offset, out var asked) && CanKnow(asked, _head) ? asked : null;
        await PrepareResume(user, offset);
        RequireWriter();
        // In one turn from here on: head, channels and what was missed belong together.
        // Only now: until here the ticket could be revoked. What is revoked from here on reaches the gateway, as an event after this head.
        if (_tickets.Redeem(request.Ticket, request.Session, time.GetUtcNow()) is not { } ticket)
            return Refuse();

        var head = _head;
        HashSet<ChannelId> channels = [.. _membership.Find(user)!];
        var missed = offset is { } position ? Resume(position, user, channels) : null;
        if (missed is null)
            metrics.Attached(request.Offset is null ? "new" : "afresh");
        if (ticket.Resumes is { } former)
            _sessions.Forget(former);
        if (!_gateways.ContainsKey(request.Gateway))
            _silentSince.TryAdd(request.Gateway, time.GetUtcNow());
        Begin(request.Gateway, new SessionState(request.Session, user, ticket.Caller.TokenKey, missed is null ? head : asked));
        return new AttachReply(true, ticket.Caller, missed is not null, head, [.. channels], missed ?? [], ticket.Options, _epoch);
    }

    private AttachReply Refuse()
    {
        metrics.Attached("refused");
        return AttachReply.Refused;
    }

    public async Task Typing(UserId user, ChannelId channel)
    {
        RequireWriter();
        // Not known yet of sessions that a former writer began.
        if ((await _membership.Load(user)).Contains(channel))
            Broadcast(PresenceEvents.Typing(user, channel));
    }

    public Task<UserPresence[]> GetPresence(UserId[] users) => Task.FromResult(users.Select(PresenceOf).ToArray());

    public Task PresenceChosen(UserId user, bool away)
    {
        RequireWriter();
        var before = PresenceOf(user);
        if (away)
            _manuallyAway.Add(user);
        else
            _manuallyAway.Remove(user);
        TellIfChanged(before);
        return Task.CompletedTask;
    }

    private UserPresence PresenceOf(UserId user)
    {
        var connections = _sessions.Connections(user);
        return new UserPresence(user, connections > 0, _manuallyAway.Contains(user), connections);
    }

    private void TellIfChanged(UserPresence before)
    {
        var after = PresenceOf(before.User);
        if (after.IsActive != before.IsActive)
            Broadcast(PresenceEvents.Changed(after));
    }

    private void Begin(string gateway, SessionState state)
    {
        if (_sessions.Begin(gateway, state))
            TellWent(state.User, wasOnline: false);
    }

    private void TakeOver(string gateway, SessionState[] sessions)
    {
        foreach (var state in sessions)
            Begin(gateway, state);
        EndSessionsOf(gateway, sessions.Select(state => state.Session).ToHashSet());
    }

    private void EndSessionsOf(string gateway, HashSet<string>? except)
    {
        foreach (var user in _sessions.EndAll(gateway, time.GetUtcNow(), except))
            TellWent(user, wasOnline: true);
    }

    private void Take(SessionReport report)
    {
        foreach (var mark in report.Confirmed)
            _sessions.Confirm(mark);
        var now = time.GetUtcNow();
        foreach (var mark in report.Ended)
        {
            _tickets.Spend(mark.Session);
            if (_sessions.End(mark, now) is { } user)
                TellWent(user, wasOnline: true);
        }
    }

    private void TellWent(UserId user, bool wasOnline) =>
        TellIfChanged(new UserPresence(user, wasOnline, _manuallyAway.Contains(user), wasOnline ? 1 : 0));

    /// <summary>What a committed event does here beside being broadcast.</summary>
    private void Steer(TeamEvent item)
    {
        if (item.Effect == EventEffect.TokenRevoked)
            _tickets.Revoke(ticket => ticket.Caller.TokenKey == item.Origin);
        else if (item.Effect == EventEffect.UserDeactivated)
            _tickets.Revoke(ticket => ticket.Caller.User == item.User);
    }

    /// <returns>Sessions as they were stored.</returns>
    private async Task<StoredSession[]> LoadSessions()
    {
        var now = time.GetUtcNow();
        _tickets = new TicketBook(_options.TicketAge);
        _membership = new MembershipIndex(LoadChannels);
        _manuallyAway.UnionWith(await users.ManuallyAwayAsync(_id));
        _positionsSaved = now;
        _eventsPurged = now;
        return await positions.LoadAsync(_id, (now - _options.PositionAge).ToUnixTimeMilliseconds());
    }

    /// <summary>
    /// The database may show what is committed and not yet part of the head; it is by the time this completes, so that what the index then
    /// follows takes it from there, and nobody is a member before its joining.
    /// </summary>
    private async Task<HashSet<ChannelId>> LoadChannels(UserId user)
    {
        var loaded = await channels.ChannelsOfAsync(_id, user);
        await Task.WhenAll(_inFlight.Select(staged => staged.Commit));
        await Settle();
        return loaded;
    }

    /// <summary>
    /// Positions only ever make a resume repeat less, so that one that is not saved loses nothing: it is kept changed and tried again.
    /// </summary>
    private async Task SavePositions()
    {
        var (changed, removed) = _sessions.TakeChanges();
        if (changed.Length == 0 && removed.Length == 0)
            return;
        try
        {
            await positions.SaveAsync(_id, changed, removed);
        }
        catch (Exception exception)
        {
            _sessions.MarkChanged(changed, removed);
            LogPositionsNotSaved(_id, exception);
        }
    }
}
