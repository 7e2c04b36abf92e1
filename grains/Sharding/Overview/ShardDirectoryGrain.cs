using Chat.Errors;
using Chat.Sharding.Balancing;
using Chat.Sharding.Moving;
using Orleans.Concurrency;
using Orleans.GrainDirectory;

namespace Chat.Sharding.Overview;

/// <summary>Owns: nothing. Persists: states of shards, in the directory. Calls: each silo's <see cref="SiloLoadGrain"/>; asks the directory and the shards.</summary>
[StatelessWorker, GrainDirectory(WorkerDirectory.Name)]
internal sealed class ShardDirectoryGrain(
    ShardMap map, ShardDirectory directory, ShardSizes sizes, ClusterLoad load, MoveStore moves, ShardStateStore states) : Grain, IShardDirectoryGrain
{
    private const int MostMoves = 100;

    public async Task<ShardsOverview> List()
    {
        // One after the other they could take longer than the edge waits.
        var asking = directory.ReadAsync();
        var loading = load.ReadAsync();
        var sizing = map.Shards.Values.ToDictionary(
            static shard => shard.Name, shard => sizes.OfServerAsync(new TeamShard(shard, shard.Serving.Even)));
        var (entries, isAway) = await asking;
        var (teams, silent, _) = await loading;
        var shards = new List<ShardOverview>();
        foreach (var shard in map.Shards.Values.OrderBy(static shard => shard.Name, StringComparer.Ordinal))
        {
            var entry = entries.GetValueOrDefault(shard.Name);
            var serving = entry?.Serving ?? shard.Serving;
            shards.Add(new ShardOverview(
                shard.Name, entry?.State, entry?.Weight, serving.State, serving.Epoch,
                new ServedTeams(serving.Even.ToString(), isAway ? null : entry?.EvenTeams ?? 0),
                new ServedTeams(serving.Odd.ToString(), isAway ? null : entry?.OddTeams ?? 0),
                await sizing[shard.Name], WriteRate.Of(teams.Where(t => t.Shard == shard.Name)), entry?.Leaving, entry?.Coming));
        }
        return new ShardsOverview([.. shards], isAway, silent);
    }

    public async Task<TeamPlacementOverview> Find(TeamId team)
    {
        var (place, isAway) = await PlaceOf(team);
        var sizing = sizes.OfTeamAsync(place, team);
        var (teams, silent, _) = await load.ReadAsync();
        var (owner, tables) = await sizing;
        return new TeamPlacementOverview(
            team, place.Name, place.Side.ToString(), owner?.Epoch, StateOf(owner), tables,
            WriteRate.Of(teams.Where(t => t.Team == team && t.Shard == place.Name)), isAway, silent);
    }

    public async Task<MoveStatus[]> ListMoves() => [.. (await moves.LastAsync(MostMoves)).Select(static move => move.Status(rowsPerSecond: 0))];

    public async Task<ShardOverview> Change(string shard, string? state, int? weight)
    {
        if (state is not (null or ShardState.Active or ShardState.Draining or ShardState.Full) || weight < 1)
            throw new ChatException(ErrorCodes.InvalidArguments, "A shard is active, draining or full, and its weight is 1 at least.");
        var name = NameOf(shard);
        await states.ChangeAsync(name, state, weight, [.. map.Shards.Keys]);
        return await Get(name);
    }

    public async Task<ShardOverview> Remove(string shard)
    {
        var name = NameOf(shard);
        await states.RemoveAsync(name);
        return await Get(name);
    }

    private string NameOf(string shard) => map.Shards.TryGetValue(shard, out var found)
        ? found.Name
        : throw new ChatException(ErrorCodes.ShardNotFound, $"There is no shard {shard}. GET /admin/shards lists them.");

    private async Task<ShardOverview> Get(string shard) => (await List()).Shards.First(s => s.Name == shard);

    private async Task<(TeamShard Place, bool IsAway)> PlaceOf(TeamId team)
    {
        try
        {
            return (await map.RefreshAsync(team).WaitAsync(ShardDirectory.Bound), false);
        }
        catch (Exception e) when (e is TimeoutException or ChatException { Code: ErrorCodes.ServiceUnavailable })
        {
            if (map.TryGet(team, out var known))
                return (known, true);
            throw;
        }
    }

    private static string? StateOf(TeamOwner? owner) => owner?.State switch
    {
        TeamOwner.Held => "held",
        TeamOwner.Active => "active",
        TeamOwner.Captured => "captured",
        _ => null,
    };
}
