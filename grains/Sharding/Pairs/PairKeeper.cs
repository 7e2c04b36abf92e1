using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chat.Sharding.Pairs;

/// <summary>Sees to it that each pair has its controller, wherever in the cluster: a silo that died had some of them.</summary>
internal sealed partial class PairKeeper(ShardMap map, IGrainFactory grains, TimeProvider time, ILogger<PairKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pairs = map.Shards.Values.Where(static shard => shard.IsPair).Select(static shard => shard.Name).ToArray();
        if (pairs.Length == 0)
            return;
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await Task.WhenAll(pairs.Select(WatchAsync));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task WatchAsync(string shard)
    {
        try
        {
            await grains.GetGrain<IShardControllerGrain>(shard).Watch();
        }
        catch (Exception e)
        {
            // The cluster is starting, stopping, or changing; the next second asks again.
            LogUnwatched(logger, shard, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Debug, "Shard {Shard} has no controller at the moment: {Reason}")]
    private static partial void LogUnwatched(ILogger logger, string shard, string reason);
}
