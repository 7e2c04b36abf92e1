using Chat.Sharding;

namespace Chat.Jobs;

/// <summary>
/// Finds the teams of a shard for which something is due, by an index alone: as many steps as there are teams with open jobs, however many jobs they have.
/// </summary>
internal sealed class DueTeams(ShardMap map, string shard)
{
    /// <summary>Teams and kinds of one look at one server; the next look goes on after the last.</summary>
    private const int Most = 500;

    private static readonly JobState[] OpenStates = [JobState.Queued, JobState.Running, JobState.Cancelling];

    private readonly Dictionary<ShardSide, long> _after = [];

    /// <summary>Errors: service_unavailable.</summary>
    /// <param name="now">Milliseconds since 1970.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<List<(TeamId Team, string Kind)>> FindAsync(long now, CancellationToken cancellation)
    {
        var found = new List<(TeamId, string)>();
        if (!map.Shards.TryGetValue(shard, out var servers))
            return found;
        foreach (var (database, side) in JobStore.ServingOf(servers))
            found.AddRange(await OnAsync(database, servers.Serving, side, now, cancellation));
        return found;
    }

    private async Task<IEnumerable<(TeamId Team, string Kind)>> OnAsync(
        Database database, ShardServing serving, ShardSide side, long now, CancellationToken cancellation)
    {
        var after = _after.GetValueOrDefault(side, -1);
        var rows = new List<(TeamId Team, string Kind, long Due)>();
        long? next = null;
        foreach (var state in OpenStates)
        {
            var some = await database.QueryAsync(
                """
                SELECT team_id, kind, MIN(not_before) FROM jobs WHERE state = @state AND team_id > @after
                 GROUP BY team_id, kind ORDER BY team_id, kind LIMIT @most
                """,
                static row => (new TeamId(row.GetInt64(0)), row.GetString(1), row.GetInt64(2)), cancellation,
                ("@state", (int)state), ("@after", after), ("@most", Most));
            rows.AddRange(some);
            // There are more: the next look begins with the last team of this one, of which not all kinds may have been read.
            if (some.Count == Most)
                next = Math.Min(next ?? long.MaxValue, some[^1].Item1.Number - 1);
        }
        _after[side] = next ?? -1;
        return rows.Where(row => row.Due <= now && serving.Of(row.Team) == side).Select(static row => (row.Team, row.Kind)).Distinct();
    }
}
