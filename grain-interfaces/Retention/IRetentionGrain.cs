namespace Chat.Retention;

/// <summary>How long teams keep what was said. Stateless: any key. Errors of all: team_not_found, service_unavailable.</summary>
[Alias("IRetentionGrain")]
public interface IRetentionGrain : IGrainWithIntegerKey
{
    [Alias("Get")]
    Task<TeamRetention> Get(TeamId team);

    /// <summary>What is shorter than before counts after a while (Chat:Retention:Grace), within which it can be taken back. Errors: invalid_arguments.</summary>
    [Alias("Set")]
    Task<TeamRetention> Set(TeamId team, RetentionSettings settings);
}

/// <summary>After how many days something goes; null: never by age.</summary>
/// <param name="MessagesDays">What is said in public and private channels.</param>
/// <param name="DirectDays">What is said in DMs and group DMs.</param>
/// <param name="EventsDays">The durable log of events, which knows what was said; it is kept no longer than either of the others, nor than all teams' logs.</param>
[GenerateSerializer, Immutable, Alias("RetentionSettings")]
public sealed record RetentionSettings([property: Id(0)] int? MessagesDays, [property: Id(1)] int? DirectDays, [property: Id(2)] int? EventsDays)
{
    public const int MaxDays = 36_500;

    public static RetentionSettings KeepAll { get; } = new(null, null, null);

    /// <summary>The shortest of them, or null: what the log of events is held to.</summary>
    public int? ShortestDays => new[] { MessagesDays, DirectDays, EventsDays }.Min();

    public bool IsValid => new[] { MessagesDays, DirectDays, EventsDays }.All(static days => days is null or (>= 1 and <= MaxDays));
}

/// <summary>A run of the job that enforces a retention. Times in milliseconds since 1970.</summary>
/// <param name="Ended">Null: it is under way.</param>
/// <param name="Messages">Messages and replies that it has deleted.</param>
/// <param name="Events">Events that it has deleted.</param>
/// <param name="Error">Why it did not get to its end; what is left, the next run finds.</param>
[GenerateSerializer, Immutable, Alias("RetentionRun")]
public sealed record RetentionRun(
    [property: Id(0)] long Began, [property: Id(1)] long? Ended, [property: Id(2)] long Messages, [property: Id(3)] long Events, [property: Id(4)] string? Error);

/// <param name="Run">The last one, or the one that is under way.</param>
/// <param name="NextRun">Milliseconds since 1970; null: nothing goes by age. While a run is under way, the time at which another silo takes it over unless it goes on.</param>
/// <param name="MessagesEver">That all runs have deleted together.</param>
[GenerateSerializer, Immutable, Alias("TeamRetention")]
public sealed record TeamRetention(
    [property: Id(0)] TeamId Team, [property: Id(1)] RetentionSettings Settings, [property: Id(2)] RetentionRun? Run, [property: Id(3)] long? NextRun,
    [property: Id(4)] long MessagesEver);
