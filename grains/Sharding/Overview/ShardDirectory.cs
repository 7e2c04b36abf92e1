using Chat.Errors;
using Chat.Sharding.Moving;

namespace Chat.Sharding.Overview;

/// <summary>What the directory says of a shard.</summary>
/// <param name="EvenTeams">Teams with even numbers, also those that are being created.</param>
/// <param name="OddTeams">The same with odd numbers.</param>
/// <param name="Leaving">Moves from it that are not over.</param>
/// <param name="Coming">Moves to it that are not over.</param>
internal sealed record ShardEntry(string State, int Weight, ShardServing Serving, long EvenTeams, long OddTeams, long Leaving, long Coming);

/// <summary>The shards as the directory database has them.</summary>
public sealed class ShardDirectory(ShardMap map, TimeProvider time)
{
    /// <summary>A directory that answers later is taken for away: the edge waits no longer than 5 s for all of an answer.</summary>
    internal static readonly TimeSpan Bound = TimeSpan.FromSeconds(2);

    private const string Query =
        $"""
        SELECT s.name, s.state, s.weight, s.serving_even, s.serving_odd, s.epoch, s.sync_state, COALESCE(t.even, 0), COALESCE(t.odd, 0),
               (SELECT COUNT(*) FROM directory_moves m WHERE m.state IN ({MoveState.Open}) AND m.source = s.name),
               (SELECT COUNT(*) FROM directory_moves m WHERE m.state IN ({MoveState.Open}) AND m.target = s.name)
          FROM directory_shards s
          LEFT JOIN (SELECT shard, SUM(1 - (team_id & 1)) AS even, SUM(team_id & 1) AS odd FROM directory_teams GROUP BY shard) t ON t.shard = s.name
        """;

    /// <summary>By name; empty when the directory is away.</summary>
    internal async Task<(IReadOnlyDictionary<string, ShardEntry> Shards, bool IsAway)> ReadAsync()
    {
        try
        {
            var rows = await map.Directory.QueryAsync(
                Query,
                static row => (Name: row.GetString(0), Entry: new ShardEntry(
                    row.GetString(1), row.GetInt32(2),
                    new ShardServing(ShardMap.SideAt(row.GetString(3)), ShardMap.SideAt(row.GetString(4)), row.GetInt64(5), row.GetString(6)),
                    Convert.ToInt64(row.GetValue(7), null), Convert.ToInt64(row.GetValue(8), null), row.GetInt64(9), row.GetInt64(10))),
                CancellationToken.None).WaitAsync(Bound, time);
            return (rows.ToDictionary(static r => r.Name, static r => r.Entry, StringComparer.OrdinalIgnoreCase), false);
        }
        catch (Exception e) when (e is TimeoutException or ChatException { Code: ErrorCodes.ServiceUnavailable })
        {
            return (new Dictionary<string, ShardEntry>(), true);
        }
    }
}
