using Chat.Sharding;

namespace Chat.Admin;

/// <param name="Team">Whose rows are compared; all teams' if it is left out.</param>
/// <param name="Repair">Whether rows that differ are made equal; as configured if it is left out.</param>
internal sealed record NewComparisonBody(string? Team = null, bool? Repair = null);

internal sealed record OneComparisonBody(ComparisonBody Job);

/// <summary>A comparison of a shard's two servers, and what it has found.</summary>
/// <param name="Id">Another one for each job.</param>
/// <param name="Kind">compare.</param>
/// <param name="Team">The only team; left out: all.</param>
/// <param name="State">queued, running, done, failed or cancelled.</param>
/// <param name="Repair">Whether rows that differ are made equal.</param>
/// <param name="Progress">How far it is.</param>
/// <param name="Differences">By table; empty: none.</param>
/// <param name="Repaired">Rows that were made equal.</param>
/// <param name="Started">Seconds since 1970.</param>
/// <param name="Ended">The same; left out while it is under way.</param>
/// <param name="Alarm">What somebody should look at.</param>
/// <param name="Error">Why it failed, and what to do.</param>
internal sealed record ComparisonBody(
    string Id, string Kind, string Shard, string State, bool Repair, ComparedBody Progress, RangesBody Ranges, DifferenceBody[] Differences, long Repaired,
    double Started, double? Ended = null, string? Team = null, string? Alarm = null, string? Error = null)
{
    public static ComparisonBody Of(ComparisonStatus job) => new(
        $"{job.Shard}-{job.Started}", "compare", job.Shard, job.State, job.Repair,
        new ComparedBody(job.TeamsDone, job.TeamsTotal, job.Rows, Math.Round(job.RowsPerSecond)),
        new RangesBody(job.Ranges, job.RangesDiffered, job.RangesSettled),
        [.. job.Differences.Select(static d => new DifferenceBody(d.Table, d.MissingAtA, d.MissingAtB, d.Different, d.Repaired))],
        job.Differences.Sum(static d => d.Repaired), job.Started / 1e3, job.Ended / 1e3, job.Team?.ToString(), job.Alarm, job.Error);
}

/// <param name="Teams">Compared.</param>
/// <param name="TeamsTotal">As counted at the beginning.</param>
/// <param name="Rows">Compared.</param>
/// <param name="RowsPerSecond">While it compares.</param>
internal sealed record ComparedBody(long Teams, long TeamsTotal, long Rows, double RowsPerSecond);

/// <param name="Differed">At the first look.</param>
/// <param name="Settled">Of these, those that were only being written.</param>
internal sealed record RangesBody(long Compared, long Differed, long Settled);

/// <param name="MissingAtA">Rows that only server B had.</param>
/// <param name="MissingAtB">Rows that only server A had.</param>
/// <param name="Different">Rows that both had, with other values.</param>
internal sealed record DifferenceBody(string Table, long MissingAtA, long MissingAtB, long Different, long Repaired);
