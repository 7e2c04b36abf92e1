using Chat.Sharding.Pairs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Chat.Sharding.Comparing;

/// <summary>Takes comparisons to their end, and tells of what was found.</summary>
internal sealed partial class ShardComparer(
    ShardMap map, ComparisonStore store, IOptions<StorageOptions> storage, IOptions<ComparingOptions> options, ShardMetrics metrics, TimeProvider time,
    ILogger<ShardComparer> logger)
{
    /// <summary>For tests: told before each table of each team.</summary>
    internal Func<TeamId, string, Task> Reaching { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>
    /// Takes a claimed comparison to its end, from where it is. Throws <see cref="ComparisonLostException"/> if somebody else has it or it was cancelled, and
    /// what a database threw, after which it may be claimed and run again.
    /// </summary>
    /// <param name="job">Claimed by the caller.</param>
    /// <param name="progress">Told of every change.</param>
    /// <param name="stop">What is done is saved; the rest is left to whoever claims it next.</param>
    public async Task<ShardComparison> RunAsync(ShardComparison job, Action<ShardComparison> progress, CancellationToken stop)
    {
        var shard = map.Shards[job.Shard];
        await using var servers = await ComparedServers.OpenAsync(storage.Value.Shards[job.Shard]);
        var run = new ComparisonRun(shard, job, servers, store, options.Value, time)
        {
            Progress = progress,
            Count = (rows, differences, repaired) => metrics.Compared(job.Shard, rows, differences, repaired),
            Reaching = Reaching,
        };
        try
        {
            await run.RunAsync(stop);
            return Conclude(await store.SaveAsync(run.Job with { State = ComparisonState.Done }));
        }
        catch (PairException e)
        {
            return Conclude(await store.SaveAsync(run.Job with { State = ComparisonState.Failed, Error = e.Message }));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await run.SaveAsync();
            throw;
        }
    }

    /// <summary>Tells, once, of a comparison that is over.</summary>
    public ShardComparison Conclude(ShardComparison job)
    {
        if (job.Error is { } error)
            LogFailed(job.Shard, error);
        if (job.Alarm is { } alarm)
            LogDifferent(alarm);
        else
            LogEqual(job.Shard, job.State, job.Rows, job.TeamsDone, job.RangesSettled);
        return job;
    }

    [LoggerMessage(LogLevel.Critical, "{Alarm}")]
    private partial void LogDifferent(string alarm);

    [LoggerMessage(LogLevel.Warning, "Shard {Shard}: its servers were not compared to the end: {Reason}")]
    private partial void LogFailed(string shard, string reason);

    [LoggerMessage(
        LogLevel.Information,
        "Shard {Shard}: no row differs on its servers ({State}): {Rows} rows of {Teams} teams, {Settled} ranges were being written.")]
    private partial void LogEqual(string shard, string state, long rows, long teams, long settled);
}
