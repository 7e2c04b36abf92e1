using System.Collections.Concurrent;
using Chat.Errors;
using Chat.Sharding;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Chat.Jobs;

/// <summary>Has jobs removed that ended long ago; asked by whoever reads a shard's jobs.</summary>
internal sealed partial class JobSweep(
    ShardMap map, IGrainFactory grains, TimeProvider time, IOptions<JobOptions> options, ILogger<JobSweep> logger)
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, long> _looked = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Begins a sweep when the last one is long enough ago; does not wait for it.</summary>
    public void Look(string shard)
    {
        if (!map.Shards.TryGetValue(shard, out var servers) || _looked.TryGetValue(shard, out var last) && time.GetElapsedTime(last) < Period)
            return;
        _looked[shard] = time.GetTimestamp();
        _ = Background.Start(() => SweepAsync(servers));
    }

    private async Task SweepAsync(Shard shard)
    {
        try
        {
            var before = (time.GetUtcNow() - options.Value.KeepEnded).ToUnixTimeMilliseconds();
            foreach (var team in await JobStore.TeamsWithEndedAsync(shard, before, CancellationToken.None))
                await grains.GetGrain<IJobsGrain>(GrainKeys.For(team)).Purge(before);
        }
        catch (Exception e)
        {
            // The next sweep finds what this one left.
            LogUnswept(shard.Name, e is ChatException chat ? chat.Code : e.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "Old jobs of shard {Shard} could not be removed: {Reason}")]
    private partial void LogUnswept(string shard, string reason);
}
