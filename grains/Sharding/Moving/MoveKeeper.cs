using Chat.Errors;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chat.Sharding.Moving;

/// <summary>Finds moves that are not over and sees to it that somebody makes them: a silo that died had some, and may have left a team held.</summary>
internal sealed partial class MoveKeeper(ShardMap map, MoveStore store, IGrainFactory grains, TimeProvider time, ILogger<MoveKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (map.Shards.Count < 2)
            return;
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await LookAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task LookAsync(CancellationToken stop)
    {
        try
        {
            foreach (var team in await store.OpenAsync(stop))
                await grains.GetGrain<ITeamMoveGrain>(GrainKeys.For(team)).Watch();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The directory is away (which is logged there), or the cluster changes; the next second asks again.
            LogUnseen(logger, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Debug, "Moves could not be looked for: {Reason}")]
    private static partial void LogUnseen(ILogger logger, string reason);
}
