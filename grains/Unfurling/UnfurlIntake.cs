using System.Collections.Concurrent;
using Chat.Jobs;
using Microsoft.Extensions.Options;

namespace Chat.Unfurling;

/// <summary>
/// How many unfurls a team may cause: counted a minute, on the silo where all of the team's channels are. A post beyond is posted all the same, without
/// previews. Thread-safe.
/// </summary>
public sealed class UnfurlIntake(JobMetrics metrics, TimeProvider time, IOptions<JobOptions> options)
{
    private readonly ConcurrentDictionary<TeamId, (long Minute, int Made)> _made = [];

    internal bool TryTake(TeamId team)
    {
        var minute = time.GetUtcNow().ToUnixTimeSeconds() / 60;
        var made = _made.AddOrUpdate(team, _ => (minute, 1), (_, last) => last.Minute == minute ? (minute, last.Made + 1) : (minute, 1)).Made;
        if (made == 1)
            Forget(minute);
        if (made <= options.Value.UnfurlsPerMinute)
            return true;
        metrics.Skipped(JobKinds.Unfurl);
        return false;
    }

    private void Forget(long minute)
    {
        foreach (var entry in _made)
        {
            if (entry.Value.Minute < minute - 1)
                _made.TryRemove(entry);
        }
    }
}
