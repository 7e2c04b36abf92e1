using System.Collections.Concurrent;
using Chat.Errors;
using Chat.Sharding;
using Microsoft.Extensions.Logging;

namespace Chat.Jobs;

/// <summary>Counts what waits on a shard and what is a dead letter there, for the metrics; asked by whoever reads the shard's jobs.</summary>
internal sealed partial class JobCensus(ShardMap map, JobMetrics metrics, TimeProvider time, ILogger<JobCensus> logger)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    private static readonly string[] Kinds = [JobKinds.Unfurl, JobKinds.Import, JobKinds.Export];

    private readonly ConcurrentDictionary<string, long> _looked = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Begins to count when the last time is long enough ago; does not wait for it.</summary>
    public void Look(string shard)
    {
        if (!map.Shards.TryGetValue(shard, out var servers) || _looked.TryGetValue(shard, out var last) && time.GetElapsedTime(last) < Period)
            return;
        _looked[shard] = time.GetTimestamp();
        _ = Background.Start(() => CountAsync(servers));
    }

    public void Forget(string shard)
    {
        _looked.TryRemove(shard, out _);
        metrics.Forget(shard);
    }

    private async Task CountAsync(Shard shard)
    {
        try
        {
            var counts = await JobStore.CountAsync(shard, time.GetUtcNow().ToUnixTimeMilliseconds());
            // A queue that is empty is shown as such, so that an alarm can end.
            if (_looked.ContainsKey(shard.Name))
                metrics.Show(shard.Name, [.. counts, .. Kinds.Except(counts.Select(static count => count.Kind)).Select(static kind => new JobCount(kind, 0, 0, 0))]);
        }
        catch (Exception e)
        {
            // The next look tries again; a shard that is away is told of where it is written to.
            LogUncounted(shard.Name, e is ChatException chat ? chat.Code : e.Message);
        }
    }

    [LoggerMessage(LogLevel.Debug, "Jobs of shard {Shard} could not be counted: {Reason}")]
    private partial void LogUncounted(string shard, string reason);
}
