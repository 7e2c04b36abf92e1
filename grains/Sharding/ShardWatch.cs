using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chat.Sharding;

/// <summary>
/// Knows of each shard whether the servers that serve it answer this silo, by asking them once a second. Whoever looks after silos asks here, however often,
/// and costs the servers nothing. The directory is not asked: silos serve on while it is away.
/// </summary>
public sealed partial class ShardWatch(ShardMap map, TimeProvider time, ILogger<ShardWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a server may be silent: longer than a take-over from one that died, or from one that hangs, takes to be known here. A silo whose pair is
    /// looked after is not to be called unready.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Database, long> _answered = new();

    /// <summary>The servers that serve teams and do not answer, by name; a server that has not been asked yet is one of them.</summary>
    public IReadOnlyList<string> Away =>
    [
        .. map.Shards.Values.SelectMany(static shard => ServersOf(shard, shard.Serving.Uses)).Where(IsAway)
            .Select(static server => server.Name).Order(StringComparer.Ordinal),
    ];

    /// <summary>Apart from each other: one that hangs must not make the others late.</summary>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(map.Shards.Values.SelectMany(static shard => ServersOf(shard, static _ => true)).Select(server => WatchAsync(server, stoppingToken)));

    private async Task WatchAsync(Database server, CancellationToken stop)
    {
        var isAway = false;
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            do
            {
                try
                {
                    // As long as the driver lets it take: the last answer is what counts.
                    await using var connection = await server.OpenAsync(stop);
                    await connection.RunAsync("SELECT 1", stop);
                    _answered[server] = time.GetTimestamp();
                    if (isAway)
                        LogBack(logger, server.Name);
                    isAway = false;
                }
                catch (Exception e) when (!stop.IsCancellationRequested)
                {
                    if (!isAway)
                        LogAway(logger, server.Name, e.Message);
                    isAway = true;
                }
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private bool IsAway(Database server) => !_answered.TryGetValue(server, out var at) || time.GetElapsedTime(at) > Patience;

    private static IEnumerable<Database> ServersOf(Shard shard, Func<ShardSide, bool> which) =>
        Enum.GetValues<ShardSide>().Where(which).Select(shard.On).OfType<Database>();

    [LoggerMessage(LogLevel.Warning, "Server {Server} does not answer this silo: {Reason}")]
    private static partial void LogAway(ILogger logger, string server, string reason);

    [LoggerMessage(LogLevel.Information, "Server {Server} answers this silo again.")]
    private static partial void LogBack(ILogger logger, string server);
}
