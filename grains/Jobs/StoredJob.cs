using Chat.Sharding;

namespace Chat.Jobs;

/// <summary>A row of <c>jobs</c>. Times in milliseconds since 1970.</summary>
[GenerateSerializer, Immutable, Alias("StoredJob")]
public sealed record StoredJob
{
    [Id(0)] public required JobId Id { get; init; }
    [Id(1)] public required string Kind { get; init; }
    [Id(2)] public JobState State { get; init; }
    [Id(3)] public required string Payload { get; init; }

    /// <summary>How many have begun.</summary>
    [Id(4)] public int Attempts { get; init; }

    /// <summary>When it is due.</summary>
    [Id(5)] public long NotBefore { get; init; }
    [Id(6)] public JobProgress? Progress { get; init; }
    [Id(7)] public string? Checkpoint { get; init; }
    [Id(8)] public string? Error { get; init; }
    [Id(9)] public string? Report { get; init; }
    [Id(10)] public required long Created { get; init; }
    [Id(11)] public long? Ended { get; init; }

    /// <summary>The message that it is about, if it is about one; <see cref="Ts.None"/> in a row to be written: the one of the same step.</summary>
    [Id(12)] public Ts? Subject { get; init; }

    public bool IsOver => State is JobState.Done or JobState.Failed or JobState.Cancelled;

    public Job ToWork() => new(Id, Kind, Payload, Attempts + 1, Checkpoint, State == JobState.Cancelling, Subject);

    public JobStatus ToStatus() => new(
        Id, Kind, State, Progress, Error, Report, Attempts, Created, Ended, State == JobState.Queued && Attempts > 0 ? NotBefore : null);
}

/// <summary>A new job, in the transaction of what caused it.</summary>
[GenerateSerializer, Immutable, Alias("JobInsert")]
public sealed record JobInsert([property: Id(0)] StoredJob Job) : RowWrite;

/// <summary>A job as it stands now; nobody has it leased any more unless it is under way.</summary>
[GenerateSerializer, Immutable, Alias("JobPut")]
public sealed record JobPut([property: Id(0)] StoredJob Job) : RowWrite;

/// <summary>A job of which nothing is kept.</summary>
[GenerateSerializer, Immutable, Alias("JobDelete")]
public sealed record JobDelete([property: Id(0)] JobId Id) : RowWrite;
