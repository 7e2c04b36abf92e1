namespace Chat.Jobs;

/// <summary>A job that was taken from the queue.</summary>
/// <param name="Job">The job.</param>
/// <param name="WasLost">Somebody had it before, and gave no sign of life in time.</param>
[GenerateSerializer, Immutable, Alias("DueJob")]
public sealed record DueJob([property: Id(0)] StoredJob Job, [property: Id(1)] bool WasLost);

/// <summary>What the stream carries: jobs of one team and kind, and under which name they are leased.</summary>
[GenerateSerializer, Immutable, Alias("DueJobs")]
public sealed record DueJobs([property: Id(0)] string Owner, [property: Id(1)] DueJob[] Jobs);
