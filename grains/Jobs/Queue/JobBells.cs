using System.Collections.Concurrent;
using Chat.Sharding;
using Microsoft.Extensions.Logging;

namespace Chat.Jobs;

/// <summary>
/// Rings for the readers of jobs: directly for those on this silo, by the shard's bell grain for others, what rings meanwhile being one call. Never waits and
/// never throws: whoever writes a message has nothing to do with who works on its links.
/// </summary>
public sealed partial class JobBells(ShardMap map, IGrainFactory grains, TimeProvider time, ILogger<JobBells> logger)
{
    private static readonly TimeSpan AnnouncePeriod = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, JobBell> _here = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, HashSet<DueTeam>> _waiting = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>From now on this silo reads the shard's jobs.</summary>
    internal JobBell Hang(string shard) => _here[shard] = new JobBell(shard);

    internal void Remove(JobBell bell) => _here.TryRemove(new KeyValuePair<string, JobBell>(bell.Shard, bell));

    /// <summary>Tells the other silos, now and then, that the reader is here.</summary>
    internal void Listen(JobBell bell)
    {
        if (bell.Announced != 0 && time.GetElapsedTime(bell.Announced) < AnnouncePeriod)
            return;
        bell.Announced = time.GetTimestamp();
        // Away from the streams' agent, which like a grain may not give out references of its own.
        _ = Background.Start(() => TellAsync(bell.Shard, grain => grain.Listen(bell.Reference ??= grains.CreateObjectReference<IJobBellListener>(bell))));
    }

    /// <summary>Rings for the jobs among rows that have just become durable.</summary>
    public void Committed(TeamId team, IReadOnlyList<RowWrite> rows)
    {
        foreach (var row in rows)
        {
            if (row is JobInsert { Job: var made })
                Ring(team, made.Kind);
            else if (row is JobPut { Job: { State: JobState.Queued or JobState.Cancelling } changed })
                Ring(team, changed.Kind);
        }
    }

    /// <summary>There is a new job, or room for one that waits.</summary>
    public void Ring(TeamId team, string kind)
    {
        if (!map.TryGet(team, out var place))
            return;
        if (_here.TryGetValue(place.Name, out var bell))
        {
            bell.Ring(team, kind);
            return;
        }
        lock (_lock)
        {
            if (_waiting.TryGetValue(place.Name, out var waiting))
            {
                waiting.Add(new DueTeam(team, kind));
                return;
            }
            _waiting[place.Name] = [new DueTeam(team, kind)];
        }
        _ = Background.Start(() => SendAsync(place.Name));
    }

    private Task SendAsync(string shard) => TellAsync(shard, grain =>
    {
        DueTeam[] teams;
        lock (_lock)
        {
            teams = [.. _waiting[shard]];
            _waiting.Remove(shard);
        }
        return grain.Ring(teams);
    });

    private async Task TellAsync(string shard, Func<IJobBellGrain, Task> call)
    {
        try
        {
            await call(grains.GetGrain<IJobBellGrain>(shard));
        }
        catch (Exception e)
        {
            LogUntold(shard, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Debug, "The bell of shard {Shard} could not be reached: {Reason}")]
    private partial void LogUntold(string shard, string reason);
}
