namespace Chat.Jobs;

/// <summary>The jobs of all teams, for operators. A stateless worker: any key.</summary>
[Alias("IJobDirectoryGrain")]
public interface IJobDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Of every shard that answers: those under way first, then the newest; at most the filter's limit.
    /// </summary>
    [Alias("List")]
    Task<JobOverview> List(JobFilter filter);
}

/// <param name="Jobs">The jobs.</param>
/// <param name="Silent">Shards that did not answer: their jobs are missing.</param>
[GenerateSerializer, Immutable, Alias("JobOverview")]
public sealed record JobOverview([property: Id(0)] JobStatus[] Jobs, [property: Id(1)] string[] Silent);
