using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Chat.Sharding;

/// <summary>
/// The loop of one server of a shard: takes what waits, writes it in one transaction, answers it, and begins again. What turns out to be served elsewhere
/// is given back. It runs on the thread pool, away from any grain, and nothing ends it but <see cref="StopAsync"/>.
/// </summary>
internal sealed partial class ShardWriter
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    private readonly Shard _shard;
    private readonly ShardSide _side;
    private readonly Database _database;
    private readonly StorageOptions _options;
    private readonly RowPlanners _planners;
    private readonly ShardLoad _load;
    private readonly ShardMetrics _allMetrics;
    private readonly ShardMetrics.ForServer _metrics;
    private readonly TimeProvider _time;
    private readonly Action<TeamId> _fenced;
    private readonly Action<PendingAppend, ShardWriter> _elsewhere;
    private readonly ILogger _logger;
    private readonly Channel<object> _queue = Channel.CreateUnbounded<object>(new UnboundedChannelOptions { SingleReader = true });
    private readonly TeamBars _bars;
    private readonly Task _loop;
    private ShardSession? _session;
    private int _items;
    private long _bytes;

    /// <summary>When the oldest of what is being written came; 0: nothing is.</summary>
    private long _oldest;

    /// <param name="fenced">Told of each team that turned out to have another owner.</param>
    /// <param name="elsewhere">Takes each item, in order, whose team this server does not serve (any more).</param>
    public ShardWriter(
        TeamShard place, StorageOptions options, RowPlanners planners, TeamBars bars, ShardLoad load, ShardMetrics metrics, TimeProvider time,
        Action<TeamId> fenced, Action<PendingAppend, ShardWriter> elsewhere, ILogger logger)
    {
        (_shard, _side, _database) = (place.Shard, place.Side, place.Database);
        _options = options;
        _planners = planners;
        _bars = bars;
        _load = load;
        _allMetrics = metrics;
        _metrics = metrics.For(place.Name, place.Side, () => Interlocked.Read(ref _oldest) is var arrived and not 0 ? time.GetElapsedTime(arrived) : TimeSpan.Zero);
        _time = time;
        _fenced = fenced;
        _elsewhere = elsewhere;
        _logger = logger;
        _loop = Background.Start(RunAsync);
    }

    public void Enqueue(PendingAppend append)
    {
        append.Writer = this;
        append.Span?.SetTag("chat.shard", _shard.Name).SetTag("chat.side", _side.ToString());
        _metrics.Queued(1);
        var items = Interlocked.Increment(ref _items);
        var bytes = Interlocked.Add(ref _bytes, append.Bytes);
        if (items > _options.MaxQueuedItems || bytes > _options.MaxQueuedBytes || !_queue.Writer.TryWrite(append))
            Answer(append, CommitOutcome.Overloaded);
    }

    /// <summary>Completes when everything that was enqueued before is answered or given back.</summary>
    public Task PassAsync()
    {
        var barrier = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _queue.Writer.TryWrite(barrier) ? barrier.Task : _loop;
    }

    /// <summary>Takes no more, writes what waits, and ends.</summary>
    public Task StopAsync()
    {
        _queue.Writer.TryComplete();
        return _loop;
    }

    private async Task RunAsync()
    {
        var batch = new List<PendingAppend>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            TakeBatch(batch);
            var taken = batch.ToArray();
            Interlocked.Exchange(ref _oldest, taken.Length > 0 ? taken[0].Arrived : 0);
            try
            {
                await CommitAsync(batch);
            }
            catch (Exception e)
            {
                LogLoopFault(e, _shard.Name);
                await DropSessionAsync();
                GiveUp([.. taken.Where(IsMine)], static append => !append.IsDecided);
                Release(taken);
            }
            batch.Clear();
            Interlocked.Exchange(ref _oldest, 0);
        }
        await DropSessionAsync();
    }

    /// <summary>
    /// Whatever waits, up to a batch's bounds. A retry key that comes twice ends the batch: whether the second is a duplicate is known when the
    /// first is committed.
    /// </summary>
    private void TakeBatch(List<PendingAppend> batch)
    {
        var keys = new HashSet<RetryKey>();
        var bytes = 0;
        while (batch.Count < _options.MaxBatch && _queue.Reader.TryPeek(out var first))
        {
            if (first is TaskCompletionSource barrier)
            {
                if (batch.Count > 0)
                    return;
                _queue.Reader.TryRead(out _);
                barrier.SetResult();
                continue;
            }
            var next = (PendingAppend)first;
            if (batch.Count > 0 && (bytes + next.Bytes > _options.MaxBatchBytes || next.Keys.Exists(k => keys.Contains(k.Key))))
                return;
            _queue.Reader.TryRead(out _);
            if (_bars.Find(next.Item) is { } outcome)
                Answer(next, outcome);
            else if (IsLate(next))
                AnswerLate(next);
            else
            {
                batch.Add(next);
                bytes += next.Bytes;
                keys.UnionWith(next.Keys.Select(static k => k.Key));
            }
        }
    }

    /// <summary>Decides every item of the batch, then answers them in their order.</summary>
    private async Task CommitAsync(List<PendingAppend> batch)
    {
        var all = batch.ToArray();
        await WriteAsync(batch);
        Release(all);
    }

    private async Task WriteAsync(List<PendingAppend> batch)
    {
        SqlRow? doubt = null;
        for (var attempt = 0; DropHopeless(batch) && KeepOwn(batch, doubt is not null); attempt++)
        {
            var committing = false;
            try
            {
                _session ??= await ShardSession.OpenAsync(_database, _side, _shard.Left(_side));
                if (doubt is not null && await _session.IsThereAsync(doubt))
                {
                    DecideCommitted(batch);
                    return;
                }
                doubt = null;
                await SettleDoubtsAsync(_session, batch);
                if (batch.Count == 0 || !await FenceAsync(_session, batch))
                    return;
                var began = _time.GetTimestamp();
                var plan = WritePlan.For(batch.Select(static p => (p.Item, p.IsCaptured)), _planners);
                await _session.ExecuteAsync(plan);
                doubt = plan.Witness;
                committing = true;
                await _session.CommitAsync();
                _metrics.Committed(batch.Count, _time.GetElapsedTime(began), _time.GetElapsedTime(batch[0].Arrived));
                DecideCommitted(batch);
                return;
            }
            catch (Exception e)
            {
                var fault = _database.Dialect.Classify(e);
                var lost = committing || !await TryRollbackAsync();
                if (lost)
                    await DropSessionAsync();
                if (lost || doubt is not null || fault == StorageFault.Transient)
                {
                    LogRetry(e, _shard.Name, batch.Count, attempt, committing);
                    _metrics.Retried();
                    await Task.Delay(PauseAfter(attempt), _time);
                }
                else if (await IsSettledAsync(batch, fault, e))
                    return;
            }
        }
    }

    /// <summary>After a statement that was refused, nothing having been written: finds whose it was. False: the rest of the batch is to be tried again.</summary>
    private async Task<bool> IsSettledAsync(List<PendingAppend> batch, StorageFault fault, Exception e)
    {
        if (fault == StorageFault.DuplicateKey)
        {
            switch (await TryAnswerDuplicatesAsync(batch))
            {
                case true:
                    return batch.Count == 0;
                case null:
                    return false;
            }
        }
        if (batch.Count == 1)
        {
            LogRefused(e, _shard.Name, batch[0].Item.Team);
            DecideAll(batch, CommitOutcome.Refused);
            return true;
        }
        var half = batch.Count / 2;
        var first = batch.GetRange(0, half);
        var second = batch.GetRange(half, batch.Count - half);
        batch.Clear();
        await CommitAsync(first);
        await CommitAsync(second);
        return true;
    }

    /// <summary>Answers the items whose retry key belongs to an earlier message. Null: the database could not be asked.</summary>
    private async Task<bool?> TryAnswerDuplicatesAsync(List<PendingAppend> batch)
    {
        Dictionary<RetryKey, Ts> taken;
        try
        {
            _session ??= await ShardSession.OpenAsync(_database, _side, _shard.Left(_side));
            taken = await _session.FindKeysAsync([.. batch.SelectMany(static p => p.Keys).Select(static k => (k.Key, k.Hash))]);
        }
        catch (Exception e) when (_database.Dialect.Classify(e) == StorageFault.Transient)
        {
            LogRetry(e, _shard.Name, batch.Count, 0, false);
            await DropSessionAsync();
            await Task.Delay(FirstPause, _time);
            return null;
        }
        return batch.RemoveAll(append => AnswerIfDuplicate(append, taken)) > 0;
    }

    private static bool AnswerIfDuplicate(PendingAppend append, Dictionary<RetryKey, Ts> taken)
    {
        foreach (var (key, _, ts) in append.Keys)
        {
            if (!taken.TryGetValue(key, out var existing))
                continue;
            // A key that names this very message was taken by this very item: its rows are written together or not at all.
            if (existing == ts)
                append.Decide(CommitOutcome.Committed);
            else
                append.Decide(CommitOutcome.Duplicate, existing);
            return true;
        }
        return false;
    }

    /// <summary>Begins the transaction and answers the items of other owners. False: none is left, and the transaction is over.</summary>
    private async Task<bool> FenceAsync(ShardSession session, List<PendingAppend> batch)
    {
        var owners = await session.BeginAsync(batch.Select(static p => p.Item.Team).ToHashSet());
        batch.RemoveAll(append =>
        {
            var item = append.Item;
            if (!owners.TryGetValue(item.Team, out var owner) || !owner.IsHere)
            {
                GiveBack(append);
                return true;
            }
            append.IsCaptured = owner.State == TeamOwner.Captured;
            if (owner.Epoch == item.Epoch)
                return false;
            LogFenced(item.Team, _shard.Name, item.Epoch);
            _bars.Add(item, CommitOutcome.Fenced);
            _fenced(item.Team);
            append.Decide(CommitOutcome.Fenced);
            return true;
        });
        if (batch.Count > 0)
            return true;
        await session.RollbackAsync();
        return false;
    }

    /// <summary>What came from a server that was left in the middle of a commit may be here already: its rows were replicated before this server was asked.</summary>
    private async Task SettleDoubtsAsync(ShardSession session, List<PendingAppend> batch)
    {
        foreach (var append in batch.Where(static p => p.IsInDoubt).ToArray())
        {
            if (WritePlan.For([append.Item], _planners).Witness is { } witness && await session.IsThereAsync(witness))
            {
                append.Decide(CommitOutcome.Committed);
                batch.Remove(append);
            }
            append.IsInDoubt = false;
        }
    }

    /// <summary>Gives back what another server of the shard serves by now. True: something is left.</summary>
    private bool KeepOwn(List<PendingAppend> batch, bool isInDoubt)
    {
        batch.RemoveAll(append =>
        {
            if (_shard.Serving.Of(append.Item.Team) == _side)
                return false;
            append.IsInDoubt |= isInDoubt;
            GiveBack(append);
            return true;
        });
        return batch.Count > 0;
    }

    private void GiveBack(PendingAppend append)
    {
        append.Writer = null;
        Uncount(append);
        _metrics.Returned();
        _elsewhere(append, this);
    }

    /// <summary>
    /// Gives up on what is late, and on what follows an item of the same writer that was given up: no later ts may become durable while an
    /// earlier one is in doubt. True: something is left.
    /// </summary>
    private bool DropHopeless(List<PendingAppend> batch)
    {
        GiveUp(batch, IsLate);
        batch.RemoveAll(append =>
        {
            if (_bars.Find(append.Item) is not { } outcome)
                return false;
            append.Decide(outcome);
            return true;
        });
        return batch.Count > 0;
    }

    private void GiveUp(List<PendingAppend> batch, Predicate<PendingAppend> which) => batch.RemoveAll(append =>
    {
        if (!which(append))
            return false;
        _bars.Add(append.Item, CommitOutcome.Unknown);
        LogUnknown(append.Item.Team, _shard.Name);
        append.Decide(CommitOutcome.Unknown);
        return true;
    });

    private void DecideCommitted(List<PendingAppend> batch)
    {
        _load.Committed(_shard.Name, batch);
        DecideAll(batch, CommitOutcome.Committed);
    }

    private static void DecideAll(List<PendingAppend> batch, CommitOutcome outcome)
    {
        foreach (var append in batch)
            append.Decide(outcome);
        batch.Clear();
    }

    private void Answer(PendingAppend append, CommitOutcome outcome)
    {
        append.Decide(outcome);
        Release([append]);
    }

    private void Release(ReadOnlySpan<PendingAppend> appends)
    {
        foreach (var append in appends)
        {
            if (!IsMine(append) || !append.TryRelease())
                continue;
            Uncount(append);
            if (append.Outcome is { } outcome and not CommitOutcome.Committed)
                _allMetrics.Refused(outcome);
        }
    }

    private void Uncount(PendingAppend append)
    {
        _metrics.Queued(-1);
        Interlocked.Decrement(ref _items);
        Interlocked.Add(ref _bytes, -append.Bytes);
    }

    private void AnswerLate(PendingAppend append)
    {
        if (append.IsInDoubt)
            GiveUp([append], static _ => true);
        else
            append.Decide(CommitOutcome.Overloaded);
        Release([append]);
    }

    /// <summary>What was given back is another's to answer.</summary>
    private bool IsMine(PendingAppend append) => ReferenceEquals(append.Writer, this);

    private bool IsLate(PendingAppend append) => _time.GetElapsedTime(append.Arrived) > _options.CommitTimeout;

    private static TimeSpan PauseAfter(int attempt) =>
        TimeSpan.FromMilliseconds(Math.Min(LongestPause.TotalMilliseconds, FirstPause.TotalMilliseconds * Math.Pow(2, Math.Min(attempt, 10))));

    /// <summary>False: the connection is of no more use.</summary>
    private async Task<bool> TryRollbackAsync()
    {
        if (_session is null)
            return true;
        try
        {
            await _session.RollbackAsync();
            return _session.IsOpen;
        }
        catch (Exception e)
        {
            LogSessionLost(_shard.Name, e.Message);
            return false;
        }
    }

    private async Task DropSessionAsync()
    {
        if (_session is not { } session)
            return;
        _session = null;
        try
        {
            await session.DisposeAsync();
        }
        catch (Exception e)
        {
            LogSessionLost(_shard.Name, e.Message);
        }
    }
}
