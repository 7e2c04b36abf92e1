using System.Data.Common;
using System.Globalization;

namespace Chat.Sharding.Balancing;

/// <summary>
/// How much each team of a shard holds, as the server's optimizer estimates it: some dives into an index a team, however many rows it has, where counting
/// would read them all. Right within a factor of two. Where the server has no such estimates (SQLite, which has one shard), nobody holds anything.
/// </summary>
internal sealed class TeamSizes(TimeProvider time)
{
    /// <summary>A shard with so many teams that it takes longer is too big for this question.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(4);
    private const int Chunk = 100;

    /// <summary>What grows with use.</summary>
    private static readonly string[] Tables = ["messages", "comments", "message_keys", "reactions", "events"];

    /// <summary>Bytes of each team, with indexes. Errors: service_unavailable; a <see cref="TimeoutException"/> after <see cref="Bound"/>.</summary>
    public async Task<Dictionary<TeamId, double>> ReadAsync(TeamShard place, IReadOnlyCollection<TeamId> teams)
    {
        using var bound = new CancellationTokenSource(Bound, time);
        try
        {
            return await ReadAsync(place.Database, teams, bound.Token).WaitAsync(Bound, time, CancellationToken.None);
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested)
        {
            throw new TimeoutException($"Shard {place.Name} did not estimate its teams' sizes within {Bound.TotalSeconds:0} s.");
        }
    }

    private static async Task<Dictionary<TeamId, double>> ReadAsync(Database database, IReadOnlyCollection<TeamId> teams, CancellationToken cancellation)
    {
        var sizes = teams.ToDictionary(static team => team, static _ => 0.0);
        if (database.Dialect.MeanRowSizes is not { } query)
            return sizes;
        var means = await database.QueryAsync(query, static row => (Table: row.GetString(0), Bytes: row.GetDouble(1)), cancellation);
        foreach (var (table, mean) in means.Where(static m => Tables.Contains(m.Table)))
        {
            foreach (var some in teams.Chunk(Chunk))
            {
                var selects = some.Select(team => string.Create(
                    CultureInfo.InvariantCulture, $"SELECT 1 FROM {table} FORCE INDEX (PRIMARY) WHERE team_id = {team.Number}"));
                var rows = await database.QueryAsync(
                    $"EXPLAIN {string.Join(" UNION ALL ", selects)}",
                    static row => (Id: NumberAt(row, "id"), Rows: NumberAt(row, "rows")), cancellation);
                // One row for each SELECT, numbered from 1, and for the union itself one without a number.
                foreach (var (id, count) in rows)
                {
                    if (id is { } number and > 0 && number <= some.Length)
                        sizes[some[number - 1]] += mean * (count ?? 0);
                }
            }
        }
        return sizes;
    }

    /// <summary>Servers give some numbers as text.</summary>
    private static long? NumberAt(DbDataReader row, string column) =>
        row.GetValue(row.GetOrdinal(column)) is var value and not DBNull ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : null;
}
