using Orleans.Runtime;

namespace Chat.Jobs;

/// <summary>
/// Wakes the grain of a long job every minute until the job is over, wherever the grain lives then. The job's worker asks, too, and more often: this is for
/// the time in which there is none.
/// </summary>
internal sealed class JobReminder(IGrainBase grain, JobStore jobs, string name)
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private bool _isSet;

    /// <summary>To be called before the work begins.</summary>
    public async Task SetAsync()
    {
        if (!_isSet)
            await grain.RegisterOrUpdateReminder(name, Period, Period);
        _isSet = true;
    }

    /// <summary>What a reminder of a grain that does not work is about: the job to go on with, or null. It is the last one if the job is over.</summary>
    public async Task<Job?> DueAsync(JobId id)
    {
        if (await jobs.FindAsync(id) is { IsOver: false } job)
            // One that waits for its next attempt, or for its first, has its time.
            return job.State is JobState.Running or JobState.Cancelling ? job.ToWork() : null;
        if (await grain.GetReminder(name) is { } reminder)
            await grain.UnregisterReminder(reminder);
        _isSet = false;
        return null;
    }
}
