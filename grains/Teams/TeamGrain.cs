using Chat.Errors;
using Chat.Presence;
using Chat.Sessions;
using Chat.Sharding;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Chat.Teams;

/// <summary>
/// Owns: the team's clock, epoch and order of events; the buffer of the last 30 seconds; gateways' subscriptions; tickets and sessions; presence.
/// Persists: nothing of its own but session positions; what others publish goes to the shard log under this grain's epoch.
/// Calls: nobody but stores and gateways' sinks, so that calls go one way; rings the bell for jobs.
/// This file: life and publishing. Sessions, gateways, resumes and moving to another silo are in the sibling files.
/// </summary>
[TeamPlacement]
public sealed partial class TeamGrain(
    IShardLog log,
    EventStore events,
    TeamOwnerStore owners,
    Channels.ChannelStore channels,
    Users.UserStore users,
    SessionPositionStore positions,
    Jobs.JobBells jobs,
    TeamHomes homes,
    TeamMetrics metrics,
    TimeProvider time,
    IOptions<TeamOptions> options,
    ILogger<TeamGrain> logger) : Grain, ITeamGrain, ITeamWriter
{
    private static readonly TimeSpan HousekeepingPeriod = TimeSpan.FromSeconds(2);

    private readonly TeamOptions _options = options.Value;
    private readonly Dictionary<string, long> _claims = [];
    private readonly Queue<Staged> _inFlight = new();

    private TeamId _id;
    private Team _team = null!;
    private long _epoch;
    private TeamClock _clock = null!;
    private EventBuffer _buffer = null!;
    private Position _head;
    private ContentVersions _content;
    private long _claimNumber;
    private bool _lost;
    private bool _isCounted;

    /// <summary>An item that the log has and whose events are not broadcast yet.</summary>
    private sealed record Staged(LogItem Item, Task<CommitResult> Commit);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _id = GrainKeys.TeamOf(this.GetPrimaryKeyString());
        _team = await owners.FindAsync(_id) ?? throw new ChatException(ErrorCodes.TeamNotFound);
        // The fence comes first: after it no earlier writer can add to what is read below.
        _epoch = await owners.ClaimAsync(_id);
        var (headEpoch, headTs) = await events.HeadAsync(_id);
        _head = new Position(_id, headEpoch, headTs);
        // What changed before is in the database; nothing that was read under a former writer is taken for it.
        var start = new Position(_id, _epoch, headTs);
        _content = new ContentVersions(start, start);
        _clock = new TeamClock(headTs);
        _buffer = new EventBuffer(_options.BufferAge, _options.BufferBytes);
        var stored = await LoadSessions();
        if (!TryTakeOver())
        {
            _sessions.Load(stored, time.GetUtcNow());
            await LoadBuffer();
        }
        homes.Enter(GrainContext, _id);
        this.RegisterGrainTimer(Housekeep, new() { DueTime = HousekeepingPeriod, Period = HousekeepingPeriod, Interleave = true });
        _isCounted = true;
        metrics.Began();
        LogActivated(_id, _epoch, _head.Ts);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        LogDeactivated(_id, _epoch, reason.ReasonCode);
        if (_isCounted)
            metrics.Ended();
        // One that began after its silo's teams had left (Leaving): it goes as well, and takes its memory along.
        if (reason.ReasonCode == DeactivationReasonCode.ShuttingDown && !_lost && homes.AreElsewhere)
            this.MigrateOnIdle();
        foreach (var subscription in _gateways.Values)
            subscription.End();
        if (!_lost)
            await SavePositions();
    }

    public Task<Team> GetTeam() => Task.FromResult(_team);

    public Task<ContentVersions> GetContentVersions() => Task.FromResult(_content);

    public Task<WriterClaim> Claim(string writer)
    {
        RequireWriter();
        return Task.FromResult(new WriterClaim(writer, _epoch, _claims[writer] = ++_claimNumber));
    }

    public async Task<ChangeResult[]> Publish(WriterClaim claim, Change[] changes)
    {
        RequireWriter();
        if (claim.Epoch != _epoch || _claims.GetValueOrDefault(claim.Writer) != claim.Number)
            throw new WriterLostException($"{claim.Writer} has another writer.");
        return await Commit(changes);
    }

    public async Task StartAfresh()
    {
        RequireWriter();
        var draft = new EventDraft(Audience.Team, null, null, [], EventEffect.StartAfresh);
        if ((await Commit([Change.Of(draft)]))[0].Outcome != CommitOutcome.Committed)
            throw new ChatException(ErrorCodes.ServiceUnavailable);
    }

    private async Task<ChangeResult[]> Commit(Change[] changes)
    {
        var staged = new Staged[changes.Length];
        for (var i = 0; i < changes.Length; i++)
        {
            var item = Stamping.Stamp(_id, _epoch, changes[i], () => _clock.Next(time.GetUtcNow()));
            staged[i] = new Staged(item, log.Append(item));
            _inFlight.Enqueue(staged[i]);
        }
        var results = new ChangeResult[changes.Length];
        for (var i = 0; i < staged.Length; i++)
        {
            var result = await staged[i].Commit;
            await Settle();
            if (result.Outcome is CommitOutcome.Fenced or CommitOutcome.Unknown)
                throw new WriterLostException($"The write ended as {result.Outcome}.");
            results[i] = new ChangeResult(result.Outcome, [.. staged[i].Item.Steps.Select(step => step.Ts)], result.Existing);
        }
        return results;
    }

    /// <summary>
    /// Takes what is committed from the head of the queue, in ts order whichever caller's continuation runs first: into the buffer, to the
    /// gateways. Never suspends: everything awaited in it is complete.
    /// </summary>
    private async Task Settle()
    {
        while (_inFlight.TryPeek(out var staged) && staged.Commit.IsCompleted)
        {
            _inFlight.Dequeue();
            var result = await staged.Commit;
            if (result.Outcome is CommitOutcome.Fenced or CommitOutcome.Unknown)
                Lose(result.Outcome);
            if (result.Outcome != CommitOutcome.Committed || _lost)
                continue;
            foreach (var step in staged.Item.Steps)
            {
                _content = ContentChanges.After(_content, new Position(_id, _epoch, step.Ts), step.Rows);
                jobs.Committed(_id, step.Rows);
                if (step.Event is not { } item)
                    continue;
                _head = new Position(_id, _epoch, item.Ts);
                _buffer.Add(item, _epoch);
                _membership.Apply(item);
                if (item.Effect == EventEffect.StartAfresh)
                    ForgetRows(_head);
                Outline(item);
                Steer(item);
                Broadcast(item, staged.Item.Trace);
            }
        }
    }

    /// <summary>What was read of the team's rows before they were changed past its grains.</summary>
    private void ForgetRows(Position at)
    {
        _content = new ContentVersions(at, at);
        _membership = new MembershipIndex(LoadChannels);
    }

    /// <summary>
    /// This activation may no longer know the truth (another writer, or a write that may or may not be there): nothing more is broadcast, and
    /// the next activation reads it from the database.
    /// </summary>
    private void Lose(CommitOutcome outcome)
    {
        if (_lost)
            return;
        _lost = true;
        metrics.Lost(outcome);
        LogLost(_id, _epoch, outcome);
        DeactivateOnIdle();
    }

    private void RequireWriter()
    {
        if (_lost)
            throw new WriterLostException();
    }

    private async Task LoadBuffer()
    {
        var after = new Ts(Math.Max(0, _head.Ts.Micros - _options.BufferAge.Ticks / 10));
        while (after < _head.Ts)
        {
            var page = await events.ReadAsync(_id, after, 5_000, _options.BufferBytes);
            if (page.Length == 0)
                break;
            foreach (var item in page)
                _buffer.Add(item.Event, item.Epoch);
            after = page[^1].Event.Ts;
        }
    }

    private async Task Housekeep(CancellationToken cancellationToken)
    {
        if (_lost)
            return;
        var now = time.GetUtcNow();
        _buffer.Trim(Ts.At(now - _options.BufferAge));
        ForgetOutline(now);
        _tickets.Sweep(now);
        DropSilentGateways(now);
        _sessions.ForgetEnded(now - _options.PositionAge);
        _membership.Prune(user => _sessions.Connections(user) > 0);
        if (now - _positionsSaved >= _options.PositionSavePeriod)
        {
            _positionsSaved = now;
            await SavePositions();
        }
        if (now - _eventsPurged >= PurgePeriod)
        {
            _eventsPurged = now;
            await events.PurgeAsync(_id, Ts.At(now - _options.EventAge), 10_000);
            await positions.PurgeAsync(_id, (now - _options.PositionAge).ToUnixTimeMilliseconds());
        }
    }

    private static readonly TimeSpan PurgePeriod = TimeSpan.FromMinutes(10);
    private DateTimeOffset _positionsSaved;
    private DateTimeOffset _eventsPurged;
}
