using Chat.Errors;
using Microsoft.Extensions.Logging;

namespace Chat.Sharding.Overview;

/// <summary>How much a shard holds. Every question is bounded in time, because a big team's rows take long to count and a server may hang.</summary>
public sealed partial class ShardSizes(TimeProvider time, ILogger<ShardSizes> logger)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(2.5);

    /// <summary>All that a server holds, as its statistics say (rows may be off by half); null if it does not answer.</summary>
    internal async Task<StoredSize?> OfServerAsync(TeamShard place)
    {
        try
        {
            var database = place.Database;
            return await database.FindAsync(
                    database.Dialect.StoredSize, static row => new StoredSize(row.LongOrNull(0), row.LongOrNull(1)), CancellationToken.None)
                .WaitAsync(Bound, time);
        }
        catch (Exception e) when (IsAway(e))
        {
            LogUnknown(e, place.Name, place.Side);
            return null;
        }
    }

    /// <summary>
    /// A team's tables, counted one after the other for as long as the bound allows, and its owner row; null for what could not be had.
    /// </summary>
    internal async Task<(TeamOwner? Owner, TeamTableSize[] Tables)> OfTeamAsync(TeamShard place, TeamId team)
    {
        var began = time.GetTimestamp();
        TeamOwner? owner = null;
        Dictionary<string, double> means = [];
        var counted = new List<TeamTableSize>();
        try
        {
            owner = await OwnerAsync(place, team).WaitAsync(Bound, time);
            means = await MeansAsync(place.Database).WaitAsync(Left(began), time);
            foreach (var table in ShardTables.OfTeams)
                counted.Add(Describe(table, await CountAsync(place.Database, table, team, Left(began)), means));
        }
        catch (Exception e) when (IsAway(e))
        {
            LogUnknown(e, place.Name, place.Side);
        }
        return (owner, [.. counted, .. ShardTables.OfTeams.Skip(counted.Count).Select(static table => new TeamTableSize(table, null, null))]);
    }

    private static async Task<TeamOwner?> OwnerAsync(TeamShard place, TeamId team)
    {
        var rows = await place.Database.QueryAsync(TeamOwner.Query(place.Side, [team]), TeamOwner.Read, CancellationToken.None);
        return rows.Count == 0 ? null : rows[0];
    }

    private static async Task<Dictionary<string, double>> MeansAsync(Database database)
    {
        if (database.Dialect.MeanRowSizes is not { } query)
            return [];
        var means = await database.QueryAsync(query, static row => (Table: row.GetString(0), Bytes: row.GetDouble(1)), CancellationToken.None);
        return means.ToDictionary(static m => m.Table, static m => m.Bytes, StringComparer.Ordinal);
    }

    private TimeSpan Left(long began)
    {
        var left = Bound - time.GetElapsedTime(began);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private async Task<long?> CountAsync(Database database, string table, TeamId team, TimeSpan left)
    {
        if (left <= TimeSpan.Zero)
            throw new TimeoutException("There was no time left to count the team's rows.");
        var sql = database.Dialect.Bounded($"SELECT COUNT(*) FROM {table} WHERE team_id = @team", left);
        // The server ends the count by itself where it can; a server that hangs is left behind.
        return await database.FindAsync(sql, static row => (long?)row.GetInt64(0), CancellationToken.None, ("@team", team.Number))
            .WaitAsync(left + TimeSpan.FromSeconds(0.2), time);
    }

    private static TeamTableSize Describe(string table, long? rows, Dictionary<string, double> means) =>
        new(table, rows, means.TryGetValue(table, out var mean) && rows is { } count ? (long)(mean * count) : null);

    private static bool IsAway(Exception exception) => exception is TimeoutException or ChatException { Code: ErrorCodes.ServiceUnavailable };

    [LoggerMessage(LogLevel.Warning, "Shard {Shard}, server {Side}, did not tell in time how much it holds.")]
    private partial void LogUnknown(Exception exception, string shard, ShardSide side);
}
