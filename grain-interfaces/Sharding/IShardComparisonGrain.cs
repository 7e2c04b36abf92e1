namespace Chat.Sharding;

/// <summary>
/// Compares the rows of a shard's two masters while they are in use, each night and when it is asked, and makes those that differ equal (key: the shard's
/// name). Errors of all: shard_not_found (not a pair, or not configured), service_unavailable.
/// </summary>
[Alias("IShardComparisonGrain")]
public interface IShardComparisonGrain : IGrainWithStringKey
{
    /// <summary>
    /// Begins to compare, and answers at once; a comparison of the same that is under way is answered as it is. Errors: compare_refused (the pair is not
    /// synced), compare_under_way (another one), invalid_arguments (the team lives elsewhere), team_not_found.
    /// </summary>
    /// <param name="team">Whose rows; null: of all teams.</param>
    /// <param name="repair">Whether rows that differ are made equal; null: as configured.</param>
    [Alias("Start")]
    Task<ComparisonStatus> Start(TeamId? team, bool? repair);

    /// <summary>The last comparison, which may be under way; null if there was none.</summary>
    [Alias("Get")]
    Task<ComparisonStatus?> Get();

    /// <summary>Ends the comparison that is under way; null if there was none. Errors: comparison_is_over.</summary>
    [Alias("Cancel")]
    Task<ComparisonStatus?> Cancel();

    /// <summary>Goes on with a comparison that somebody else left unfinished, and begins the night's.</summary>
    [Alias("Watch")]
    Task Watch();
}

/// <param name="Shard">Its name.</param>
/// <param name="Team">The only team that is compared; null: all.</param>
/// <param name="State">queued, running, done, failed or cancelled.</param>
/// <param name="Repair">Whether rows that differ are made equal.</param>
/// <param name="TeamsTotal">Teams to compare, counted at the beginning.</param>
/// <param name="TeamsDone">Teams compared.</param>
/// <param name="Rows">Rows compared.</param>
/// <param name="RowsPerSecond">While it compares.</param>
/// <param name="Ranges">Ranges of rows compared.</param>
/// <param name="RangesDiffered">Of these, those that differed at the first look.</param>
/// <param name="RangesSettled">Of these, those that turned out to be equal: they had only been written meanwhile.</param>
/// <param name="Differences">What differs all the same, by table.</param>
/// <param name="Alarm">What somebody should look at; null for nothing.</param>
/// <param name="Error">Why it failed, and what to do.</param>
/// <param name="Started">Milliseconds since 1970.</param>
/// <param name="Ended">The same; null while it is under way.</param>
[GenerateSerializer, Immutable, Alias("ComparisonStatus")]
public sealed record ComparisonStatus(
    [property: Id(0)] string Shard,
    [property: Id(1)] TeamId? Team,
    [property: Id(2)] string State,
    [property: Id(3)] bool Repair,
    [property: Id(4)] long TeamsTotal,
    [property: Id(5)] long TeamsDone,
    [property: Id(6)] long Rows,
    [property: Id(7)] double RowsPerSecond,
    [property: Id(8)] long Ranges,
    [property: Id(9)] long RangesDiffered,
    [property: Id(10)] long RangesSettled,
    [property: Id(11)] TableDifference[] Differences,
    [property: Id(12)] string? Alarm,
    [property: Id(13)] string? Error,
    [property: Id(14)] long Started,
    [property: Id(15)] long? Ended);

/// <summary>Rows of one table that were not the same on both servers when nothing was being written.</summary>
/// <param name="Table">The table's name.</param>
/// <param name="MissingAtA">Rows that only B had.</param>
/// <param name="MissingAtB">Rows that only A had.</param>
/// <param name="Different">Rows that both had, with other values.</param>
/// <param name="Repaired">How many of them all were made equal.</param>
[GenerateSerializer, Immutable, Alias("TableDifference")]
public sealed record TableDifference(
    [property: Id(0)] string Table,
    [property: Id(1)] long MissingAtA,
    [property: Id(2)] long MissingAtB,
    [property: Id(3)] long Different,
    [property: Id(4)] long Repaired);
