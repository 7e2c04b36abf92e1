namespace Chat.Jobs;

/// <summary>What kinds of deferred work there are.</summary>
public static class JobKinds
{
    /// <summary>The previews of one message's links.</summary>
    public const string Unfurl = "unfurl";

    /// <summary>A Slack export becomes part of the team.</summary>
    public const string Import = "import";

    /// <summary>The team's messages become a Slack export.</summary>
    public const string Export = "export";
}

/// <summary>Where a job stands. The numbers are stored.</summary>
public enum JobState
{
    /// <summary>Waits for its turn, or for its next attempt.</summary>
    Queued = 0,

    /// <summary>A worker has told of its progress.</summary>
    Running = 1,

    /// <summary>It is to end, and what it has done so far is being undone.</summary>
    Cancelling = 2,

    Done = 3,

    /// <summary>A dead letter: it is not tried again unless somebody asks for that.</summary>
    Failed = 4,

    Cancelled = 5,
}

/// <param name="Done">Of <paramref name="Total"/>; 0 of 0 before anything is known.</param>
/// <param name="Unit">What is counted: bytes, messages, links.</param>
/// <param name="Rate">Per second, lately.</param>
[GenerateSerializer, Immutable, Alias("JobProgress")]
public sealed record JobProgress(
    [property: Id(0)] long Done, [property: Id(1)] long Total, [property: Id(2)] string Unit, [property: Id(3)] double Rate);

/// <summary>What a worker is given. It may be given the same again: after a crash, or while its first run is still under way elsewhere.</summary>
/// <param name="Payload">What is to be done, as one JSON object.</param>
/// <param name="Attempt">1 for the first.</param>
/// <param name="Checkpoint">What the worker said last of how far it is; its own text.</param>
/// <param name="IsCancelling">Undo what was done, and answer <see cref="IJobsGrain.Cancelled"/>.</param>
/// <param name="Subject">The message that it is about, if it is about one.</param>
[GenerateSerializer, Immutable, Alias("Job")]
public sealed record Job(
    [property: Id(0)] JobId Id,
    [property: Id(1)] string Kind,
    [property: Id(2)] string Payload,
    [property: Id(3)] int Attempt,
    [property: Id(4)] string? Checkpoint,
    [property: Id(5)] bool IsCancelling,
    [property: Id(6)] Ts? Subject);

/// <param name="Payload">What is to be done, as one JSON object.</param>
/// <param name="Progress">What is known before it begins; null: nothing.</param>
[GenerateSerializer, Immutable, Alias("NewJob")]
public sealed record NewJob(
    [property: Id(0)] JobId Id, [property: Id(1)] string Kind, [property: Id(2)] string Payload, [property: Id(3)] JobProgress? Progress = null);

/// <summary>What people see of a job. Times in milliseconds since 1970.</summary>
/// <param name="Error">Why the last attempt failed, and what to do; <c>code: sentence</c>.</param>
/// <param name="Report">What was done, as one JSON object; of a job that is done.</param>
/// <param name="Attempts">How many have begun.</param>
/// <param name="NextAttempt">Of a queued job that has failed before; else null.</param>
[GenerateSerializer, Immutable, Alias("JobStatus")]
public sealed record JobStatus(
    [property: Id(0)] JobId Id,
    [property: Id(1)] string Kind,
    [property: Id(2)] JobState State,
    [property: Id(3)] JobProgress? Progress,
    [property: Id(4)] string? Error,
    [property: Id(5)] string? Report,
    [property: Id(6)] int Attempts,
    [property: Id(7)] long Created,
    [property: Id(8)] long? Ended,
    [property: Id(9)] long? NextAttempt)
{
    public bool IsOver => State is JobState.Done or JobState.Failed or JobState.Cancelled;
}
