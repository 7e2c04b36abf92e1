using System.Data.Common;
using System.Text.Json;

namespace Chat.Sharding.Comparing;

/// <summary>Comparisons in the directory: the last one of each shard. Every change compares the attempt. Errors: service_unavailable.</summary>
internal sealed class ComparisonStore(ShardMap map, TimeProvider time)
{
    private const string Columns =
        "shard, state, attempt, team_id, repair, night, at_team, at_table, teams_total, teams_done, rows_done, ranges, ranges_differed, ranges_settled, "
        + "differences, error, started, ended";

    private static readonly TableShape Comparisons = new("directory_comparisons", ["shard"], Columns.Split(", ")[1..]);

    public Task<ShardComparison?> FindAsync(string shard) => map.Directory.FindAsync(
        $"SELECT {Columns} FROM directory_comparisons WHERE shard = @shard", Read, CancellationToken.None, ("@shard", shard));

    /// <summary>Begins a comparison, unless one is under way. Answers the one that is there then.</summary>
    /// <param name="night">When the night's was due, if this is it.</param>
    public async Task<ShardComparison> BeginAsync(string shard, TeamId? team, bool repair, long? night)
    {
        var before = await FindAsync(shard);
        if (before is { Ended: null })
            return before;
        var job = new ShardComparison(
            shard, ComparisonState.Queued, (before?.Attempt ?? 0) + 1, team, repair, night ?? before?.Night ?? 0,
            null, null, 0, 0, 0, 0, 0, 0, [], null, Now, null);
        var values = ValuesOf(job);
        await map.Directory.TransactAsync(
            async connection =>
            {
                await using var write = connection.Numbered(map.Directory.Dialect.Upsert(Comparisons, 1), values);
                return await write.ExecuteNonQueryAsync();
            },
            CancellationToken.None);
        return job;
    }

    /// <summary>Makes the caller the one that goes on with it. Null: it is over, or somebody else was first.</summary>
    public async Task<ShardComparison?> ClaimAsync(ShardComparison job)
    {
        var taken = await map.Directory.ExecuteAsync(
            "UPDATE directory_comparisons SET attempt = attempt + 1 WHERE shard = @shard AND attempt = @attempt AND ended IS NULL",
            CancellationToken.None, ("@shard", job.Shard), ("@attempt", job.Attempt));
        return taken == 1 ? await FindAsync(job.Shard) : null;
    }

    /// <summary>Throws <see cref="ComparisonLostException"/> if somebody else has it by now, or it was cancelled.</summary>
    public async Task<ShardComparison> SaveAsync(ShardComparison job)
    {
        job = job with { Ended = ComparisonState.IsOver(job.State) ? Now : null };
        var values = ValuesOf(job);
        await map.Directory.TransactAsync(
            async connection =>
            {
                await using (var mine = connection.Command(
                    $"SELECT 1 FROM directory_comparisons WHERE shard = @shard AND attempt = @attempt AND ended IS NULL{map.Directory.Dialect.ShareLock}",
                    ("@shard", job.Shard), ("@attempt", job.Attempt)))
                {
                    if (await mine.ExecuteScalarAsync() is null)
                        throw new ComparisonLostException();
                }
                await using var write = connection.Numbered(Comparisons.Update, values);
                return await write.ExecuteNonQueryAsync();
            },
            CancellationToken.None);
        return job;
    }

    /// <summary>Ends the one that is under way; whoever runs it learns of it when it saves.</summary>
    public Task CancelAsync(string shard) => map.Directory.ExecuteAsync(
        $"UPDATE directory_comparisons SET state = '{ComparisonState.Cancelled}', attempt = attempt + 1, ended = @now WHERE shard = @shard AND ended IS NULL",
        CancellationToken.None, ("@shard", shard), ("@now", Now));

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static object?[] ValuesOf(ShardComparison job) =>
    [
        job.Shard, job.State, job.Attempt, job.Team?.Number, job.Repair.Number(), job.Night, job.AtTeam?.Number, job.AtTable, job.TeamsTotal, job.TeamsDone,
        job.Rows, job.Ranges, job.RangesDiffered, job.RangesSettled, JsonSerializer.Serialize(job.Differences), job.Error, job.Started, job.Ended,
    ];

    private static ShardComparison Read(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetInt64(2), TeamAt(row, 3), row.Flag(4), row.GetInt64(5), TeamAt(row, 6), row.TextOrNull(7), row.GetInt64(8),
        row.GetInt64(9), row.GetInt64(10), row.GetInt64(11), row.GetInt64(12), row.GetInt64(13),
        JsonSerializer.Deserialize<TableDifference[]>(row.GetString(14)) ?? [], row.TextOrNull(15), row.GetInt64(16), row.LongOrNull(17));

    private static TeamId? TeamAt(DbDataReader row, int column) => row.LongOrNull(column) is { } number ? new TeamId(number) : null;
}
