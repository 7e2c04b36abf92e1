using Chat.Errors;
using Chat.Sharding;
using Orleans.Concurrency;
using Orleans.GrainDirectory;

namespace Chat.Jobs;

/// <summary>Owns: nothing. Persists: nothing. Calls: asks the shards.</summary>
[StatelessWorker, GrainDirectory(WorkerDirectory.Name)]
internal sealed class JobDirectoryGrain(ShardMap map) : Grain, IJobDirectoryGrain
{
    private const int MaxListed = 1_000;

    public async Task<JobOverview> List(JobFilter filter)
    {
        filter = filter with { Limit = Math.Clamp(filter.Limit, 1, MaxListed) };
        var asked = map.Shards.Values.Select(shard => (shard.Name, Jobs: OfShard(shard, filter))).ToArray();
        var jobs = new List<StoredJob>();
        var silent = new List<string>();
        foreach (var (name, asking) in asked)
        {
            if (await asking is { } found)
                jobs.AddRange(found);
            else
                silent.Add(name);
        }
        return new JobOverview(
            [.. jobs.OrderBy(static job => job.IsOver).ThenByDescending(static job => job.Created).Take(filter.Limit).Select(static job => job.ToStatus())],
            [.. silent.Order(StringComparer.Ordinal)]);
    }

    private static async Task<List<StoredJob>?> OfShard(Shard shard, JobFilter filter)
    {
        try
        {
            return await JobStore.ListAsync(shard, filter);
        }
        catch (ChatException e) when (e.Code == ErrorCodes.ServiceUnavailable)
        {
            return null;
        }
    }
}
