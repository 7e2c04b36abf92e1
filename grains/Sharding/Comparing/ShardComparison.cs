using System.Globalization;

namespace Chat.Sharding.Comparing;

internal static class ComparisonState
{
    public const string Queued = "queued";
    public const string Running = "running";
    public const string Done = "done";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";

    public static bool IsOver(string state) => state is Done or Failed or Cancelled;
}

/// <summary>A comparison, as the directory has it: what was asked, how far it is, what it found.</summary>
/// <param name="Attempt">Of the one that may go on with it.</param>
/// <param name="Team">The only team; null: all.</param>
/// <param name="Night">When the last nightly one was due, this one or one before; milliseconds since 1970, as all times here.</param>
/// <param name="AtTeam">The team at which it is: those before are done.</param>
/// <param name="AtTable">The last table of that team that is done.</param>
/// <param name="Differences">By table.</param>
internal sealed record ShardComparison(
    string Shard, string State, long Attempt, TeamId? Team, bool Repair, long Night, TeamId? AtTeam, string? AtTable, long TeamsTotal, long TeamsDone, long Rows,
    long Ranges, long RangesDiffered, long RangesSettled, IReadOnlyList<TableDifference> Differences, string? Error, long Started, long? Ended)
{
    /// <summary>What somebody should look at.</summary>
    public string? Alarm
    {
        get
        {
            if (Differences.Count == 0)
                return null;
            var (found, repaired) = (Differences.Sum(RowsOf), Differences.Sum(static d => d.Repaired));
            var tables = string.Join("; ", Differences.Select(static d => string.Create(
                CultureInfo.InvariantCulture, $"{d.Table}: {d.MissingAtA} missing at A, {d.MissingAtB} missing at B, {d.Different} different")));
            var rest = repaired == found ? "All were repaired" : string.Create(
                CultureInfo.InvariantCulture, $"{found - repaired} are as they were: POST /admin/shards/{Shard}/compare with \"repair\": true");
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{found} rows differed on the two servers of shard {Shard} ({tables}). {rest}; look for what wrote there.");
        }
    }

    /// <summary>Adds to what was found.</summary>
    public ShardComparison With(TableDifference more) => this with
    {
        Differences =
        [
            .. Differences.Where(d => d.Table != more.Table),
            Differences.Where(d => d.Table == more.Table).Aggregate(more, static (sum, d) => new TableDifference(
                d.Table, sum.MissingAtA + d.MissingAtA, sum.MissingAtB + d.MissingAtB, sum.Different + d.Different, sum.Repaired + d.Repaired)),
        ],
    };

    public ComparisonStatus Status(double rowsPerSecond) => new(
        Shard, Team, State, Repair, TeamsTotal, TeamsDone, Rows, rowsPerSecond,
        Ranges, RangesDiffered, RangesSettled, [.. Differences], Alarm, Error, Started, Ended);

    public static long RowsOf(TableDifference difference) => difference.MissingAtA + difference.MissingAtB + difference.Different;
}

/// <summary>Somebody else goes on with the comparison, or it was cancelled: this one stops where it is.</summary>
internal sealed class ComparisonLostException : Exception;
