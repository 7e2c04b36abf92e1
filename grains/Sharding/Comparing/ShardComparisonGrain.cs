using Chat.Errors;
using Chat.Sharding.Pairs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Chat.Sharding.Comparing;

/// <summary>
/// Owns: the comparison of one shard's masters, which goes on beside it. Persists: the comparison, in the directory. Calls: nobody but the servers.
/// </summary>
internal sealed partial class ShardComparisonGrain(
    ShardMap map, ServingStore directory, ComparisonStore store, ShardComparer comparer, IOptions<ComparingOptions> options, TimeProvider time,
    ILogger<ShardComparisonGrain> logger) : Grain, IShardComparisonGrain, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>How often the directory is asked whether something is to be done.</summary>
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(5);

    /// <summary>How long a cancelled comparison may take to say how far it came.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private CancellationTokenSource _stop = new();
    private Shard _shard = null!;
    private Task _work = Task.CompletedTask;
    private volatile ShardComparison? _job;
    private (long Time, long Rows) _began;
    private long? _looked;
    private bool _isLeaving;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var name = this.GetPrimaryKeyString();
        _shard = map.Shards.TryGetValue(name, out var shard) && shard.IsPair
            ? shard
            : throw new ChatException(ErrorCodes.ShardNotFound, $"There is no shard {name} with two servers.");
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _isLeaving = true;
        await _stop.CancelAsync();
        await _work.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    public void Dispose() => _stop.Dispose();

    public async Task<ComparisonStatus> Start(TeamId? team, bool? repair)
    {
        if (await directory.ReadAsync(_shard) is not { State: ShardSync.Synced } serving)
        {
            throw new ChatException(
                ErrorCodes.CompareRefused,
                $"Shard {_shard.Name} is {_shard.Serving.State}: its servers are not expected to be equal. Compare when it is synced.");
        }
        if (team is { } only && await map.RefreshAsync(only) is var place && !ReferenceEquals(place.Shard, _shard))
            throw new ChatException(ErrorCodes.InvalidArguments, $"The team lives on shard {place.Name}.");
        var asked = (team, repair ?? options.Value.Repair);
        var job = await store.BeginAsync(_shard.Name, team, asked.Item2, null);
        if ((job.Team, job.Repair) != asked)
            throw new ChatException(ErrorCodes.CompareUnderWay, $"Another comparison of shard {_shard.Name} is {job.State}. Wait for its end, or DELETE it.");
        // What nobody has begun yet waits for nothing but the last steps of the one before.
        if (job.State == ComparisonState.Queued)
            await _work.WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        // Of one that is running this would be an older state.
        if (_work.IsCompleted)
            _job = job;
        Work();
        return StatusOf(_job!);
    }

    public async Task<ComparisonStatus?> Get() => _work.IsCompleted || _job is null
        ? await store.FindAsync(_shard.Name) is { } job ? StatusOf(job) : null
        : StatusOf(_job);

    public async Task<ComparisonStatus?> Cancel()
    {
        if (await store.FindAsync(_shard.Name) is not { } job)
            return null;
        if (job.State == ComparisonState.Cancelled)
            return StatusOf(job);
        if (job.Ended is not null)
            throw new ChatException(ErrorCodes.ComparisonIsOver, $"The last comparison of shard {_shard.Name} is {job.State}.");
        // It saves how far it came.
        await _stop.CancelAsync();
        await _work.WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await store.CancelAsync(_shard.Name);
        job = (await store.FindAsync(_shard.Name))!;
        return StatusOf(job.State == ComparisonState.Cancelled ? comparer.Conclude(job) : job);
    }

    public async Task Watch()
    {
        // Collected, it would stop in the middle.
        DelayDeactivation(TimeSpan.FromMinutes(5));
        if (!_work.IsCompleted || _looked is { } looked && time.GetElapsedTime(looked) < LookPeriod)
            return;
        _looked = time.GetTimestamp();
        var last = await store.FindAsync(_shard.Name);
        if (last is not { Ended: null })
        {
            if (!options.Value.Nightly || _shard.Serving.State != ShardSync.Synced
                || Nights.DueAt(time.GetUtcNow(), options.Value.At, last?.Night ?? 0) is not { } due)
                return;
            last = await store.BeginAsync(_shard.Name, null, options.Value.Repair, due);
        }
        _job = last;
        Work();
    }

    private void Work()
    {
        if (!_work.IsCompleted || _isLeaving)
            return;
        _stop.Dispose();
        _stop = new CancellationTokenSource();
        var stop = _stop.Token;
        _work = Background.Start(() => WorkAsync(stop));
    }

    private async Task WorkAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (await store.FindAsync(_shard.Name) is not { Ended: null } job || await store.ClaimAsync(job) is not { } mine)
                    return;
                _job = mine;
                _began = (time.GetTimestamp(), mine.Rows);
                _job = await comparer.RunAsync(mine, job => _job = job, stop);
                return;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (ComparisonLostException)
            {
                // Cancelled, or whoever has it goes on; if that is nobody, the next look finds it.
                return;
            }
            catch (Exception e)
            {
                LogInterrupted(e, _shard.Name);
            }
            await Task.Delay(Pause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private ComparisonStatus StatusOf(ShardComparison job)
    {
        var seconds = time.GetElapsedTime(_began.Time).TotalSeconds;
        return job.Status(job.State == ComparisonState.Running && !_work.IsCompleted && seconds > 0 ? (job.Rows - _began.Rows) / seconds : 0);
    }

    [LoggerMessage(LogLevel.Warning, "Comparing the servers of shard {Shard} was interrupted; it is taken up again.")]
    private partial void LogInterrupted(Exception exception, string shard);
}
