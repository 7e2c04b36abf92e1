using Chat.Errors;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chat.Sharding;

/// <summary>
/// Asks the directory every second which teams moved and which server serves them. A writer that is refused asks by itself; this is for those that only
/// read, and for those that wait for a server which will never answer.
/// </summary>
internal sealed partial class ShardMapKeeper(ShardMap map, TimeProvider time, ILogger<ShardMapKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>While a server of a pair does not answer, a take-over is near.</summary>
    private static readonly TimeSpan ServingPeriod = TimeSpan.FromMilliseconds(250);

    /// <summary>Moves are found by the clock of the silo that made them: how far that may be behind, in µs.</summary>
    private const long ClockSkew = 60_000_000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!map.IsSharded)
            return;
        var newest = Ts.At(time.GetUtcNow()).Micros;
        var teamsAsked = time.GetTimestamp();
        var isAway = false;
        using var timer = new PeriodicTimer(map.Shards.Values.Any(static shard => shard.IsPair) ? ServingPeriod : Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await map.RefreshServingAsync(stoppingToken);
                    if (time.GetElapsedTime(teamsAsked) >= Period)
                    {
                        newest = Math.Max(newest, await map.RefreshTeamsAsync(newest - ClockSkew, stoppingToken));
                        teamsAsked = time.GetTimestamp();
                    }
                    if (isAway)
                        LogBack(logger);
                    isAway = false;
                    map.IsDirectoryAway = false;
                }
                catch (ChatException)
                {
                    // Logged where it happened. What is known goes on being served.
                    if (!isAway)
                        LogAway(logger);
                    isAway = true;
                    map.IsDirectoryAway = true;
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    [LoggerMessage(LogLevel.Warning, "The directory is away: teams that are known here are served on; new teams, moves and take-overs wait.")]
    private static partial void LogAway(ILogger logger);

    [LoggerMessage(LogLevel.Information, "The directory is back.")]
    private static partial void LogBack(ILogger logger);
}
