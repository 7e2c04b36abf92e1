using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chat.Sharding.Pairs;

/// <summary>
/// Sees to it that each pair has its controller, and somebody who compares its servers, wherever in the cluster: a silo that died had some of them.
/// </summary>
internal sealed partial class PairKeeper(ShardMap map, IGrainFactory grains, TimeProvider time, ILogger<PairKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>Apart from each other: the second asks the directory, which may take its time.</summary>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        KeepAsync(shard => grains.GetGrain<IShardControllerGrain>(shard).Watch(), stoppingToken),
        KeepAsync(shard => grains.GetGrain<IShardComparisonGrain>(shard).Watch(), stoppingToken));

    private async Task KeepAsync(Func<string, Task> watch, CancellationToken stop)
    {
        var pairs = map.Shards.Values.Where(static shard => shard.IsPair).Select(static shard => shard.Name).ToArray();
        if (pairs.Length == 0)
            return;
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
                await Task.WhenAll(pairs.Select(shard => WatchAsync(watch, shard)));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task WatchAsync(Func<string, Task> watch, string shard)
    {
        try
        {
            await watch(shard);
        }
        catch (Exception e)
        {
            // The cluster is starting, stopping, or changing; the next second asks again.
            LogUnwatched(logger, shard, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Debug, "Nobody watches shard {Shard} at the moment: {Reason}")]
    private static partial void LogUnwatched(ILogger logger, string shard, string reason);
}
