using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Chat.Sharding;

/// <summary>
/// The loop of one shard: takes what waits, writes it in one transaction, answers it, and begins again. It runs on the thread pool, away from any
/// grain, and nothing ends it but <see cref="StopAsync"/>.
/// </summary>
internal sealed partial class ShardWriter
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    private readonly Shard _shard;
    private readonly StorageOptions _options;
    private readonly RowPlanners _planners;
    private readonly TimeProvider _time;
    private readonly Action<TeamId> _fenced;
    private readonly ILogger _logger;
    private readonly Channel<PendingAppend> _queue = Channel.CreateUnbounded<PendingAppend>(new UnboundedChannelOptions { SingleReader = true });
    private readonly TeamBars _bars = new();
    private readonly Task _loop;
    private ShardSession? _session;
    private int _items;
    private long _bytes;

    /// <param name="fenced">Told of each team that turned out to have another owner.</param>
    public ShardWriter(Shard shard, StorageOptions options, RowPlanners planners, TimeProvider time, Action<TeamId> fenced, ILogger logger)
    {
        _shard = shard;
        _options = options;
        _planners = planners;
        _time = time;
        _fenced = fenced;
        _logger = logger;
        _loop = Background.Start(RunAsync);
    }

    public void Enqueue(PendingAppend append)
    {
        var items = Interlocked.Increment(ref _items);
        var bytes = Interlocked.Add(ref _bytes, append.Bytes);
        if (items > _options.MaxQueuedItems || bytes > _options.MaxQueuedBytes || !_queue.Writer.TryWrite(append))
            Answer(append, CommitOutcome.Overloaded);
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
            try
            {
                await CommitAsync(batch);
            }
            catch (Exception e)
            {
                LogLoopFault(e, _shard.Name);
                await DropSessionAsync();
                GiveUp([.. taken], static append => !append.IsDecided);
                Release(taken);
            }
            batch.Clear();
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
        while (batch.Count < _options.MaxBatch && _queue.Reader.TryPeek(out var next))
        {
            if (batch.Count > 0 && (bytes + next.Bytes > _options.MaxBatchBytes || next.Keys.Exists(k => keys.Contains(k.Key))))
                return;
            _queue.Reader.TryRead(out _);
            if (_bars.Find(next.Item) is { } outcome)
                Answer(next, outcome);
            else if (IsLate(next))
                Answer(next, CommitOutcome.Overloaded);
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
        for (var attempt = 0; DropHopeless(batch); attempt++)
        {
            var committing = false;
            try
            {
                _session ??= await ShardSession.OpenAsync(_shard.Database);
                if (doubt is not null && await _session.IsThereAsync(doubt))
                {
                    DecideAll(batch, CommitOutcome.Committed);
                    return;
                }
                doubt = null;
                if (!await FenceAsync(_session, batch))
                    return;
                var plan = WritePlan.For(batch.Select(static p => p.Item), _planners);
                await _session.ExecuteAsync(plan);
                doubt = plan.Witness;
                committing = true;
                await _session.CommitAsync();
                DecideAll(batch, CommitOutcome.Committed);
                return;
            }
            catch (Exception e)
            {
                var fault = _shard.Database.Dialect.Classify(e);
                var lost = committing || !await TryRollbackAsync();
                if (lost)
                    await DropSessionAsync();
                if (lost || doubt is not null || fault == StorageFault.Transient)
                {
                    LogRetry(e, _shard.Name, batch.Count, attempt, committing);
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
            _session ??= await ShardSession.OpenAsync(_shard.Database);
            taken = await _session.FindKeysAsync([.. batch.SelectMany(static p => p.Keys).Select(static k => (k.Key, k.Hash))]);
        }
        catch (Exception e) when (_shard.Database.Dialect.Classify(e) == StorageFault.Transient)
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
            if (owners.TryGetValue(item.Team, out var owner) && owner == new TeamOwner(item.Epoch, TeamOwner.Active))
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
            if (!append.TryRelease())
                continue;
            Interlocked.Decrement(ref _items);
            Interlocked.Add(ref _bytes, -append.Bytes);
        }
    }

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
