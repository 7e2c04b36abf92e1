using Chat.Errors;
using Chat.Resilience;
using Chat.Sockets;
using Chat.Teams;
using Chat.Telemetry;

namespace Chat.Sessions;

/// <summary>
/// One team at this gateway: follows the team's events from one position on, without a gap or a repeat, and hands each to the sessions that may
/// see it. All state is under one lock; nothing under it blocks, since sending to a socket never does.
/// </summary>
internal sealed partial class TeamFeed(
    TeamId team, string subscriber, IGrainFactory factory, ChatGrains grains, GrainCalls calls, ReplayPages pages, SessionOptions options, SessionMetrics metrics, TimeProvider time,
    ILogger<TeamFeed> logger)
    : IGatewaySink, IDisposable
{
    /// <summary>
    /// Some three times what it costs to send something to one socket: a fan-out is followed by a rest in which a busy room's events gather, so
    /// that each socket takes several by one system call and no room takes all of a processor.
    /// </summary>
    private static readonly TimeSpan RestPerSend = TimeSpan.FromMicroseconds(20);

    /// <summary>Rests shorter than the timer's grain are none: a room of a hundred is never delayed.</summary>
    private static readonly TimeSpan ShortestRest = TimeSpan.FromMilliseconds(2);

    private static readonly TimeSpan RenewTimeout = TimeSpan.FromSeconds(2);

    /// <summary>An event that is known to be committed and has not come by in this time will not come by itself.</summary>
    private static readonly TimeSpan Overdue = TimeSpan.FromMilliseconds(300);

    /// <summary>
    /// Nor in this time although the grain counts us in: its delivery, or our answer to it, went through a silo that died. A new subscription
    /// begins without it.
    /// </summary>
    private static readonly TimeSpan Lost = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly FeedAudience _audience = new();

    /// <summary>What passed here since the oldest hold that is in force; an attach may have to be told of it.</summary>
    private readonly List<TeamEvent> _recent = [];
    private readonly List<(Ts Ts, TaskCompletionSource Reached)> _waiters = [];
    private readonly List<SessionMark> _ended = [];
    private List<TeamBatch>? _early;
    private Task? _subscribing;
    private IGatewaySink? _reference;
    private Position? _position;
    private long _epoch;

    /// <summary>Where the feed stood when each hold began: one for each attach that waits for an answer of the grain.</summary>
    private readonly List<Ts> _holds = [];

    /// <summary>Rises when the feed loses its place: an attach that spans it has a gap.</summary>
    private int _generation;
    private Ts _expected;
    private long _expectedSince;
    private bool _live;
    private int _pins;
    private bool _retired;

    public TeamId Team => team;

    /// <summary>False: the feed is out of use.</summary>
    public bool TryPin()
    {
        lock (_gate)
        {
            if (_retired)
                return false;
            _pins++;
            return true;
        }
    }

    public void Unpin()
    {
        lock (_gate)
            _pins--;
    }

    /// <summary>Goes out of use for good, unless it has sessions, one of them is on its way, or an end is still to be reported.</summary>
    public bool TryRetire()
    {
        lock (_gate)
            return _retired = _retired || (_pins == 0 && _audience.Count == 0 && _ended.Count == 0);
    }

    /// <summary>The last event that every session here was given if it may see it.</summary>
    public Position Position
    {
        get
        {
            lock (_gate)
                return _position ?? default;
        }
    }

    /// <summary>
    /// A batch from the team's grain; batches that come before the subscription is answered wait for it. The grain sends the next one, with all
    /// that has happened meanwhile, when this is answered: after the rest that a large fan-out takes.
    /// </summary>
    public Task Deliver(TeamBatch batch)
    {
        var spans = batch.Traces is { } traces ? Array.ConvertAll(traces, static trace => MessageTrace.Continue(MessageTrace.Delivery, trace)) : [];
        FanOut handed = default;
        lock (_gate)
        {
            if (_early is { } early)
                early.Add(batch);
            else if (_live)
                handed = Take(batch);
        }
        foreach (var span in spans)
            MessageTrace.End(span?.SetTag("chat.sends", handed.Sends));
        Count(batch, handed);
        var rest = handed.Sends * RestPerSend;
        if (rest > options.GatherTime)
            rest = options.GatherTime;
        return rest < ShortestRest ? Task.CompletedTask : Task.Delay(rest, time);
    }

    private void Count(TeamBatch batch, FanOut handed)
    {
        if (handed.Sends == 0)
            return;
        metrics.Delivered(handed);
        if (handed.Lasting > 0 && Array.Find(batch.Events, static item => !item.IsEphemeral) is { } oldest)
            metrics.Lagged(TimeSpan.FromMicroseconds(Ts.At(time.GetUtcNow()).Micros - oldest.Ts.Micros));
    }

    /// <summary>Subscribes unless that is done or under way.</summary>
    public Task EnsureLive(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_live)
                return Task.CompletedTask;
            return (_subscribing ??= Subscribe(CancellationToken.None)).WaitAsync(cancellationToken);
        }
    }

    /// <summary>One report to the team's grain; subscribes again if it does not know this gateway. Errors are the next call's to mend.</summary>
    public async Task Renew(CancellationToken cancellationToken)
    {
        SessionReport report;
        long epoch;
        lock (_gate)
        {
            if (_subscribing is not null)
                return;
            report = TakeReport();
            epoch = _live && !IsMissing(Lost) ? _epoch : 0;
        }
        try
        {
            if (epoch != 0 && await grains.Team(team).Renew(subscriber, epoch, report).WaitAsync(RenewTimeout, cancellationToken))
                return;
            lock (_gate)
                _live = false;
        }
        catch (Exception exception) when (GrainCalls.IsTransient(exception) || exception is OperationCanceledException)
        {
            // Not renewed: whether the grain still counts us in is unknown, and asking again with our position is always right.
            lock (_gate)
                _live = false;
        }
        lock (_gate)
            _ended.AddRange(report.Ended);
        await EnsureLive(cancellationToken);
    }

    /// <summary>Leaves the team, telling it where its last sessions stood.</summary>
    public async Task Leave(CancellationToken cancellationToken)
    {
        SessionReport report;
        lock (_gate)
        {
            report = TakeReport();
            _live = false;
            _generation++;
        }
        await grains.Team(team).Unsubscribe(subscriber, report).WaitAsync(cancellationToken);
    }

    /// <summary>Out of use for good: the cluster forgets its address.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_reference is { } reference)
                factory.DeleteObjectReference<IGatewaySink>(reference);
            _reference = null;
        }
    }

    private async Task Subscribe(CancellationToken cancellationToken)
    {
        try
        {
            // Off the caller's lock before the first call.
            await Task.Yield();
            Position? last;
            SessionState[] sessions;
            IGatewaySink sink;
            lock (_gate)
            {
                // Orleans holds the object behind it weakly, and gives it one call at a time: so each feed has its own.
                sink = _reference ??= factory.CreateObjectReference<IGatewaySink>(this);
                last = _position;
                sessions = _audience.States();
            }
            var reply = await calls.AskIdempotent(
                () =>
                {
                    // Every attempt makes a new subscription; what an earlier one delivers after it is of no use.
                    lock (_gate)
                        _early = [];
                    return grains.Team(team).Subscribe(subscriber, last, sessions, sink);
                },
                cancellationToken);
            lock (_gate)
                Begin(reply);
        }
        finally
        {
            lock (_gate)
            {
                _early = null;
                _subscribing = null;
            }
        }
    }

    private void Begin(SubscribeReply reply)
    {
        _epoch = reply.Epoch;
        _live = true;
        if (reply.StartAfresh)
        {
            LogStartAfresh(team, _position);
            metrics.LostPlace("afresh");
            _generation++;
            _recent.Clear();
            _position = reply.Head;
            foreach (var session in _audience.Sessions())
                session.Close(CloseCodes.Resync, "resume from your last position");
        }
        else
        {
            // Of which epoch each missed event is, is not said; the one that we knew is never too late a one.
            var epoch = _position?.Epoch ?? 0;
            Take(reply.Missed, epoch);
            if (_position is not { } position || position.Ts < reply.Head.Ts)
                _position = reply.Head;
        }
        WakeWaiters();
        var early = _early ?? [];
        _early = null;
        foreach (var batch in early)
            Take(batch);
    }

    private FanOut Take(TeamBatch batch)
    {
        if (batch.Epoch < _epoch)
            return default;
        // The team moved to another silo and took this subscription along.
        if (batch.Epoch > _epoch && batch.Continues == _epoch && batch.Continues != 0 && batch.After <= _position!.Value.Ts)
            _epoch = batch.Epoch;
        if (batch.Epoch > _epoch || batch.After > _position!.Value.Ts)
        {
            // Another writer, or something between is missing: the next renewal subscribes from where we stand.
            LogGap(team, _position, batch.Epoch, batch.After);
            metrics.LostPlace("mended");
            _live = false;
            _ = EnsureLive(CancellationToken.None).ContinueWith(
                failed => LogNotSubscribed(team, failed.Exception!), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            return default;
        }
        var handed = Take(batch.Events, batch.Epoch);
        WakeWaiters();
        return handed;
    }

    /// <summary>Takes what has not been here before.</summary>
    private FanOut Take(TeamEvent[] events, long epoch)
    {
        var last = _position?.Ts ?? default;
        var known = 0;
        foreach (var item in events)
        {
            if (item.IsEphemeral)
                continue;
            if (item.Ts <= last)
                known++;
            else if (_holds.Count > 0)
                _recent.Add(item);
        }
        var fresh = known == 0 ? events : Array.FindAll(events, item => item.IsEphemeral || item.Ts > last);
        if (Array.FindLast(fresh, item => !item.IsEphemeral) is { } newest)
            _position = new Position(team, epoch, newest.Ts);
        return _audience.Deliver(fresh);
    }

    /// <summary>A post was answered with this ts, so that its event is under way; if it fails to come, the subscription is lost.</summary>
    public void Expect(Ts ts)
    {
        lock (_gate)
        {
            if (_position is { } position && position.Ts >= ts || _expected > (_position?.Ts ?? default))
                return;
            (_expected, _expectedSince) = (ts, time.GetTimestamp());
        }
    }

    /// <summary>Something that was to come did not: the feed had better ask its team.</summary>
    public bool IsOverdue
    {
        get
        {
            lock (_gate)
                return _live && IsMissing(Overdue);
        }
    }

    private bool IsMissing(TimeSpan since) => _expected > (_position?.Ts ?? default) && time.GetElapsedTime(_expectedSince) > since;

    /// <summary>Completes when the feed has passed a ts.</summary>
    public Task WhenReached(Ts ts)
    {
        lock (_gate)
        {
            if (_position is { } position && position.Ts >= ts)
                return Task.CompletedTask;
            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((ts, waiter));
            return waiter.Task;
        }
    }

    private void WakeWaiters()
    {
        for (var i = _waiters.Count - 1; i >= 0; i--)
        {
            if (_waiters[i].Ts > _position!.Value.Ts)
                continue;
            _waiters[i].Reached.SetResult();
            _waiters.RemoveAt(i);
        }
    }

    private SessionReport TakeReport()
    {
        var report = new SessionReport(_audience.TakeConfirmed(), [.. _ended]);
        _ended.Clear();
        return report;
    }
}
