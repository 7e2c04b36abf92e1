using System.Collections.Concurrent;

namespace Chat.Transfer;

/// <summary>A team's imports come one after the other: all of its grains live on one silo, so that this silo knows which one is under way.</summary>
internal sealed class ImportSlots
{
    private readonly ConcurrentDictionary<TeamId, JobId> _underWay = new();

    /// <summary>True: it is this job's turn, until <see cref="Leave"/>.</summary>
    public bool TryEnter(JobId job) => _underWay.GetOrAdd(job.Team, job) == job;

    public void Leave(JobId job) => _underWay.TryRemove(new KeyValuePair<TeamId, JobId>(job.Team, job));
}
