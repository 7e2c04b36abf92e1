namespace Chat.Sharding;

/// <summary>
/// Moves one team to another shard while it is in use (key: the team). Errors of all: team_not_found, service_unavailable.
/// </summary>
[Alias("ITeamMoveGrain")]
public interface ITeamMoveGrain : IGrainWithStringKey
{
    /// <summary>
    /// Begins a move, and answers at once; one that is under way to the same shard is answered as it is. Errors: shard_not_found, invalid_arguments (the
    /// team lives there), move_under_way (to another shard).
    /// </summary>
    [Alias("Start")]
    Task<MoveStatus> Start(string shard);

    /// <summary>The last move; null if there was none.</summary>
    [Alias("Get")]
    Task<MoveStatus?> Get();

    /// <summary>
    /// Undoes a move that has not switched yet; null if there was none. Errors: move_is_over (the team lives on the new shard, or nothing is under way).
    /// </summary>
    [Alias("Cancel")]
    Task<MoveStatus?> Cancel();

    /// <summary>Goes on with a move that somebody else left unfinished.</summary>
    [Alias("Watch")]
    Task Watch();
}

/// <param name="Team">The team.</param>
/// <param name="Source">The shard it leaves.</param>
/// <param name="Target">The shard it goes to.</param>
/// <param name="State">queued, running, cancelling, clearing (the team lives on the target already), done, failed or cancelled.</param>
/// <param name="RowsTotal">Rows to copy, counted at the beginning.</param>
/// <param name="RowsDone">Rows copied.</param>
/// <param name="RowsPerSecond">While it copies.</param>
/// <param name="HeldMilliseconds">How long writes were held at the switch.</param>
/// <param name="Error">Why it failed, and what to do.</param>
/// <param name="Started">Milliseconds since 1970.</param>
/// <param name="Ended">The same; null while it is under way.</param>
[GenerateSerializer, Immutable, Alias("MoveStatus")]
public sealed record MoveStatus(
    [property: Id(0)] TeamId Team,
    [property: Id(1)] string Source,
    [property: Id(2)] string Target,
    [property: Id(3)] string State,
    [property: Id(4)] long RowsTotal,
    [property: Id(5)] long RowsDone,
    [property: Id(6)] double RowsPerSecond,
    [property: Id(7)] double? HeldMilliseconds,
    [property: Id(8)] string? Error,
    [property: Id(9)] long Started,
    [property: Id(10)] long? Ended);
