namespace Chat.Jobs;

/// <summary>Does the jobs of one kind; registered as a service. Runs away from any grain's turn, several at a time.</summary>
public interface IJobHandler
{
    /// <summary>One of <see cref="JobKinds"/>.</summary>
    string Kind { get; }

    /// <summary>
    /// Does the job, or goes on with it. May be called again for a job that was done already or is under way: the effects must then be the same. An exception
    /// is a failed attempt, after which there may be others.
    /// </summary>
    Task<JobOutcome> Run(Job job, CancellationToken cancellation);
}

public enum JobOutcome
{
    /// <summary>Done, and its row is to be marked so.</summary>
    Done,

    /// <summary>Done, and the row was changed or removed in the transaction of the effects.</summary>
    Settled,

    /// <summary>What it needs is busy: it is given out again in a moment, and that is no failed attempt.</summary>
    Busy,

    /// <summary>A grain of its own carries on, and tells <see cref="IJobsGrain"/> of its progress and end; asked again every few seconds until then.</summary>
    Underway,
}
