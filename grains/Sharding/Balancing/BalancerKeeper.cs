using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chat.Sharding.Balancing;

/// <summary>Sees to it that there is a balancer, wherever in the cluster: the silo that had it may have died.</summary>
internal sealed partial class BalancerKeeper(ShardMap map, IGrainFactory grains, TimeProvider time, ILogger<BalancerKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!map.IsSharded)
            return;
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await WatchAsync();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task WatchAsync()
    {
        try
        {
            await grains.GetGrain<IShardBalancerGrain>(ShardBalancerGrain.Key).Watch();
        }
        catch (Exception e)
        {
            // The cluster is starting, stopping, or changing; the next second asks again.
            LogUnwatched(logger, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Debug, "There is no balancer at the moment: {Reason}")]
    private static partial void LogUnwatched(ILogger logger, string reason);
}
