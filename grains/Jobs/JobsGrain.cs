using System.Security.Cryptography;
using Chat.Errors;
using Chat.Sharding;
using Chat.Teams;
using Microsoft.Extensions.Options;

namespace Chat.Jobs;

/// <summary>
/// Owns: how a team's jobs stand. Persists: jobs, through the team's grain. Calls: the team's grain. Jobs are also written by the grains that cause them,
/// and removed by those that settle them, each in its own transaction: what is kept here are only jobs that report, and those are changed by nobody else.
/// </summary>
[TeamPlacement]
internal sealed class JobsGrain(JobStore store, JobLeaseStore leases, JobMetrics metrics, TimeProvider time, IOptions<JobOptions> options) : PublishingGrain, IJobsGrain
{
    private const int MaxListed = 1_000;

    /// <summary>How old the stored progress of a job may be.</summary>
    private static readonly TimeSpan SavePeriod = TimeSpan.FromSeconds(3);

    /// <summary>Jobs that have reported lately, as they are now, and when they were stored.</summary>
    private readonly Dictionary<JobId, (StoredJob Job, long Saved)> _live = [];

    protected override string WriterName => "jobs";

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The database is the state.</summary>
    protected override Task Load() => Task.CompletedTask;

    public async Task<JobStatus> Enqueue(NewJob job)
    {
        RequireOwn(job.Id);
        if (await store.FindAsync(job.Id) is { } known)
            return known.ToStatus();
        var stored = JobPlan.New(job, Now);
        await Publish(new Change([new Step(null, [new JobInsert(stored)])]));
        return stored.ToStatus();
    }

    public async Task<JobStatus> Get(JobId id)
    {
        RequireOwn(id);
        return (_live.TryGetValue(id, out var live) ? live.Job : await Require(id)).ToStatus();
    }

    public async Task<JobStatus[]> List(JobFilter filter)
    {
        var jobs = await store.ListAsync(Team, filter with { Limit = Math.Clamp(filter.Limit, 1, MaxListed) });
        return [.. jobs.Select(job => (_live.TryGetValue(job.Id, out var live) && !job.IsOver ? live.Job : job).ToStatus())];
    }

    public async Task<JobStatus> Cancel(JobId id)
    {
        var job = await Current(id);
        if (job.IsOver)
            throw new ChatException(ErrorCodes.JobIsOver, $"The job is {job.State.ToString().ToLowerInvariant()} already; there is nothing to cancel.");
        if (job.State == JobState.Cancelling)
            return job.ToStatus();
        var isBegun = job.State == JobState.Running || job.Checkpoint is not null || await leases.IsLeasedAsync(id, Now);
        return (await Save(JobPlan.Cancel(job, isBegun, Now))).ToStatus();
    }

    public async Task<JobStatus> Rerun(JobId id)
    {
        var job = await Current(id);
        if (job.State != JobState.Failed)
            throw new ChatException(ErrorCodes.JobNotFailed, "Only a job that has failed can be run again.");
        return (await Save(JobPlan.Rerun(job, Now))).ToStatus();
    }

    public async Task<bool> Report(JobId id, JobProgress progress, string? checkpoint)
    {
        var job = await Current(id);
        if (job.IsOver || job.State == JobState.Cancelling)
            return false;
        var next = JobPlan.Reported(job, progress, checkpoint);
        metrics.Progressed(job.Kind, job.Progress, progress);
        var isDue = job.State != JobState.Running || next.Checkpoint != job.Checkpoint
            || !_live.TryGetValue(id, out var live) || time.GetElapsedTime(live.Saved) >= SavePeriod;
        if (isDue)
            await Save(next);
        else
            _live[id] = (next, _live[id].Saved);
        return true;
    }

    public async Task Complete(JobId id, string? report)
    {
        if (await Find(id) is not { IsOver: false } job)
            return;
        if (JobPlan.IsKept(job.Kind))
            await Save(JobPlan.Done(job, report, Now));
        else
            await Publish(new Change([new Step(null, [new JobDelete(id)])]));
    }

    public async Task Fail(JobId id, string code, string message, bool mayRetry)
    {
        if (await Find(id) is { IsOver: false } job)
            await Save(JobPlan.Failed(job, $"{code}: {message}", mayRetry, options.Value, Jitter(), Now));
    }

    public async Task Postpone(JobId id, string code, string message)
    {
        if (await Find(id) is { IsOver: false } job)
            await Save(JobPlan.Postponed(job, $"{code}: {message}", options.Value, Jitter(), Now));
    }

    public async Task Cancelled(JobId id)
    {
        if (await Find(id) is { IsOver: false } job)
            await Save(JobPlan.Cancelled(job, Now));
    }

    public async Task Purge(long before)
    {
        while (await store.EndedAsync(Team, before, 100) is { Count: > 0 } ended)
            await Publish(new Change([new Step(null, [.. ended.Select(static id => new JobDelete(id))])]));
    }

    private async Task<StoredJob> Save(StoredJob job)
    {
        await Publish(new Change([new Step(null, [new JobPut(job)])]));
        if (job.State is JobState.Running)
            _live[job.Id] = (job, time.GetTimestamp());
        else
            _live.Remove(job.Id);
        return job;
    }

    /// <summary>As it is now; of a job that reports the memory is ahead of the database.</summary>
    private async Task<StoredJob?> Find(JobId id)
    {
        RequireOwn(id);
        return _live.TryGetValue(id, out var live) ? live.Job : await store.FindAsync(id);
    }

    private async Task<StoredJob> Current(JobId id) => await Find(id) ?? throw NotFound();

    private async Task<StoredJob> Require(JobId id) => await store.FindAsync(id) ?? throw NotFound();

    private void RequireOwn(JobId id)
    {
        if (id.Team != Team)
            throw NotFound();
    }

    private static ChatException NotFound() => new(ErrorCodes.JobNotFound, "There is no such job, or it is no longer kept. GET /admin/jobs lists them.");

    /// <summary>Many jobs that failed together shall not come back together.</summary>
    private static double Jitter() => RandomNumberGenerator.GetInt32(1_000) / 1_000d;
}
