namespace Chat.Jobs;

/// <summary>What becomes of a job. Pure.</summary>
internal static class JobPlan
{
    /// <summary>Errors longer than this are cut: they are read by people.</summary>
    private const int LongestError = 2_000;

    /// <summary>For how long a job may be put off: nobody waits for it any more.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static StoredJob New(NewJob job, long now) => new()
    {
        Id = job.Id, Kind = job.Kind, Payload = job.Payload, Progress = job.Progress, Created = now, NotBefore = now,
    };

    /// <summary>Of these kinds nothing is kept once they are done: their effect is what there is to see.</summary>
    public static bool IsKept(string kind) => kind != JobKinds.Unfurl;

    /// <summary>A job that comes further is not one that kills whoever touches it: its attempts are counted anew.</summary>
    public static StoredJob Reported(StoredJob job, JobProgress progress, string? checkpoint) => job with
    {
        State = JobState.Running, Progress = progress, Checkpoint = checkpoint ?? job.Checkpoint,
        Attempts = checkpoint is null || checkpoint == job.Checkpoint ? job.Attempts : 0,
    };

    public static StoredJob Done(StoredJob job, string? report, long now) => job with
    {
        State = JobState.Done, Report = report, Error = null, Ended = now, Attempts = job.Attempts + 1,
        Progress = job.Progress is { } progress ? progress with { Done = Math.Max(progress.Done, progress.Total), Rate = 0 } : null,
    };

    /// <summary>After a failed attempt: queued again with a pause, or a dead letter.</summary>
    /// <param name="job">The job.</param>
    /// <param name="error">Why.</param>
    /// <param name="mayRetry">Whether another attempt could end otherwise.</param>
    /// <param name="options">How often, and after which pauses.</param>
    /// <param name="jitter">0 to 1; the pause is between half of it and the whole.</param>
    /// <param name="now">Milliseconds since 1970.</param>
    public static StoredJob Failed(StoredJob job, string error, bool mayRetry, JobOptions options, double jitter, long now)
    {
        var attempts = job.Attempts + 1;
        var failed = job with { Attempts = attempts, Error = error.Length <= LongestError ? error : error[..LongestError], Progress = Still(job.Progress) };
        if (job.State == JobState.Cancelling)
            return mayRetry ? failed with { NotBefore = now + PauseAfter(attempts, options, jitter) } : failed with { State = JobState.Cancelled, Ended = now };
        return mayRetry && attempts < options.MaxAttempts
            ? failed with { State = JobState.Queued, NotBefore = now + PauseAfter(attempts, options, jitter) }
            : failed with { State = JobState.Failed, Ended = now };
    }

    /// <summary>Given out again after a moment, or after too long a dead letter.</summary>
    public static StoredJob Postponed(StoredJob job, string error, JobOptions options, double jitter, long now) =>
        now - job.Created < Patience.TotalMilliseconds
            ? job with { NotBefore = now + PauseAfter(1, options, jitter), Progress = Still(job.Progress) }
            : Failed(job, error, mayRetry: false, options, jitter, now);

    /// <summary>A dead letter that somebody wants tried again: all attempts are before it.</summary>
    public static StoredJob Rerun(StoredJob job, long now) => job with { State = JobState.Queued, Attempts = 0, NotBefore = now, Ended = null };

    /// <summary>What nobody has begun ends at once; else its worker is told, and undoes.</summary>
    public static StoredJob Cancel(StoredJob job, bool isBegun, long now) => isBegun
        ? job with { State = JobState.Cancelling, NotBefore = now, Progress = Still(job.Progress) }
        : Cancelled(job, now);

    public static StoredJob Cancelled(StoredJob job, long now) => job with { State = JobState.Cancelled, Ended = now, Progress = Still(job.Progress) };

    private static JobProgress? Still(JobProgress? progress) => progress is null ? null : progress with { Rate = 0 };

    private static long PauseAfter(int attempts, JobOptions options, double jitter)
    {
        var pause = Math.Min(options.LongestPause.TotalMilliseconds, options.FirstPause.TotalMilliseconds * Math.Pow(2, Math.Min(attempts - 1, 30)));
        return (long)(pause * (0.5 + jitter / 2));
    }
}
