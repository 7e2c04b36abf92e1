using System.Globalization;
using Chat.Sharding.Moving;

namespace Chat.Sharding.Balancing;

/// <param name="Created">Seconds since 1970, if it is still being created; else null.</param>
internal readonly record struct LeavingTeam(TeamId Team, long? Created);

/// <summary>Which teams live on a shard, and which of them are leaving, in the directory. Errors of all: service_unavailable.</summary>
internal sealed class BalanceStore(ShardMap map, TimeProvider time)
{
    private const int Chunk = 500;

    /// <summary>Where teams live; those that are not there are left out.</summary>
    public async Task<Dictionary<TeamId, string>> PlacesAsync(IEnumerable<TeamId> teams)
    {
        var places = new Dictionary<TeamId, string>();
        foreach (var some in teams.Chunk(Chunk))
        {
            var ids = string.Join(", ", some.Select(static team => team.Number.ToString(CultureInfo.InvariantCulture)));
            foreach (var (team, shard) in await map.Directory.QueryAsync(
                $"SELECT team_id, shard FROM directory_teams WHERE team_id IN ({ids})",
                static row => (new TeamId(row.GetInt64(0)), row.GetString(1)), CancellationToken.None))
                places[team] = shard;
        }
        return places;
    }

    /// <summary>All teams of a shard.</summary>
    public Task<List<TeamId>> TeamsAsync(string shard) => map.Directory.QueryAsync(
        "SELECT team_id FROM directory_teams WHERE shard = @shard", static row => new TeamId(row.GetInt64(0)), CancellationToken.None, ("@shard", shard));

    /// <summary>How many teams are on their way from a shard; those that have arrived do not count, though what they left behind is still deleted.</summary>
    public async Task<int> LeavingAsync(string shard) => (int)await map.Directory.FindAsync(
        $"SELECT COUNT(*) FROM directory_moves WHERE source = @shard AND state IN ({MoveState.BeforeSwitch})",
        static row => row.GetInt64(0), CancellationToken.None, ("@shard", shard));

    /// <summary>Teams of a shard that are not on their way, and whose last move did not fail a moment ago.</summary>
    /// <param name="failedBefore">Moves that failed or were undone later are left alone.</param>
    public Task<List<LeavingTeam>> NextAsync(string shard, DateTimeOffset failedBefore, int limit) => map.Directory.QueryAsync(
        $"""
        SELECT t.team_id, t.state, t.created FROM directory_teams t LEFT JOIN directory_moves m ON m.team_id = t.team_id
         WHERE t.shard = @shard AND (m.team_id IS NULL OR m.state = '{MoveState.Done}' OR m.ended < @before)
         ORDER BY t.team_id LIMIT @limit
        """,
        static row => new LeavingTeam(new TeamId(row.GetInt64(0)), row.GetString(1) == "creating" ? row.GetInt64(2) : null),
        CancellationToken.None, ("@shard", shard), ("@before", failedBefore.ToUnixTimeMilliseconds()), ("@limit", limit));

    /// <summary>A team that was never made lives elsewhere from now on: its creation, when it is tried again, makes it there.</summary>
    public Task<int> RehomeAsync(TeamId team, string source, string target) => map.Directory.ExecuteAsync(
        "UPDATE directory_teams SET shard = @target, version = @version WHERE team_id = @team AND shard = @source AND state = 'creating'",
        CancellationToken.None, ("@target", target), ("@version", Ts.At(time.GetUtcNow()).Micros), ("@team", team.Number), ("@source", source));
}
