using Orleans.Concurrency;

namespace Chat.Jobs;

/// <summary>
/// A team's deferred jobs. Key: <see cref="GrainKeys.For(TeamId)"/>. Errors of all: team_not_found, service_unavailable; of those that name a job:
/// job_not_found.
/// </summary>
[Alias("IJobsGrain")]
public interface IJobsGrain : IGrainWithStringKey
{
    /// <summary>Writes the job; it begins soon after. A job that exists already (a repeated request) is answered as it is.</summary>
    [Alias("Enqueue")]
    Task<JobStatus> Enqueue(NewJob job);

    [Alias("Get"), AlwaysInterleave]
    Task<JobStatus> Get(JobId id);

    /// <summary>Those under way first, then the newest.</summary>
    /// <param name="filter">Which.</param>
    [Alias("List"), AlwaysInterleave]
    Task<JobStatus[]> List(JobFilter filter);

    /// <summary>
    /// Ends a job; one that is under way is told, and undoes what it did. Errors: job_is_over.
    /// </summary>
    [Alias("Cancel")]
    Task<JobStatus> Cancel(JobId id);

    /// <summary>Has a dead letter tried again, from its checkpoint. Errors: job_not_failed.</summary>
    [Alias("Rerun")]
    Task<JobStatus> Rerun(JobId id);

    /// <summary>
    /// For the worker: how far it is. Stored every few seconds, and at once when there is a new checkpoint. False: the job is not wanted any more (it was
    /// cancelled, or has ended).
    /// </summary>
    /// <param name="id">The job.</param>
    /// <param name="progress">As of now.</param>
    /// <param name="checkpoint">From where to go on after a crash; null keeps the last.</param>
    [Alias("Report")]
    Task<bool> Report(JobId id, JobProgress progress, string? checkpoint);

    /// <summary>For the worker: it is done. Harmless when repeated.</summary>
    /// <param name="id">The job.</param>
    /// <param name="report">What was done, as one JSON object.</param>
    [Alias("Complete")]
    Task Complete(JobId id, string? report);

    /// <summary>For the worker: an attempt failed; tried again after a pause, or a dead letter. Harmless when repeated.</summary>
    /// <param name="id">The job.</param>
    /// <param name="code">A code for programs.</param>
    /// <param name="message">A sentence for people: why, and what to do.</param>
    /// <param name="mayRetry">Whether another attempt could end otherwise.</param>
    [Alias("Fail")]
    Task Fail(JobId id, string code, string message, bool mayRetry);

    /// <summary>
    /// For the worker: what the job needs is busy. It is given out again a little later, which is no failed attempt, unless that has gone on for too long.
    /// </summary>
    /// <param name="id">The job.</param>
    /// <param name="code">A code for programs.</param>
    /// <param name="message">A sentence for people: what is busy.</param>
    [Alias("Postpone")]
    Task Postpone(JobId id, string code, string message);

    /// <summary>For the worker: what a cancelled job had done is undone.</summary>
    [Alias("Cancelled")]
    Task Cancelled(JobId id);

    /// <summary>Removes what ended before <paramref name="before"/> (milliseconds since 1970).</summary>
    [Alias("Purge")]
    Task Purge(long before);
}

/// <param name="Kind">Null: all.</param>
/// <param name="State">Null: all.</param>
/// <param name="Limit">1 to 1,000.</param>
[GenerateSerializer, Immutable, Alias("JobFilter")]
public sealed record JobFilter([property: Id(0)] string? Kind, [property: Id(1)] JobState? State, [property: Id(2)] int Limit);
