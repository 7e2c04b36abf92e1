using Chat.Errors;
using Chat.Sharding.Moving;
using Chat.Sharding.Overview;
using Microsoft.Extensions.Options;

namespace Chat.Sharding.Balancing;

/// <summary>
/// All shards and what they bear, gathered anew. What a team writes counts wholly for the shard where it lives, or where it is on its way to, whichever
/// shard it was written to: so a move is seen at once as what it leads to, though rates take minutes to follow.
/// </summary>
internal sealed class BalanceView(
    ShardMap map, ShardDirectory directory, ShardSizes sizes, TeamSizes teamSizes, ClusterLoad load, MoveStore moves, BalanceStore store,
    IOptions<BalancingOptions> options, TimeProvider time)
{
    /// <summary>Never throws for what is away: then the picture has a fault.</summary>
    public async Task<BalancePicture> TakeAsync()
    {
        try
        {
            return await GatherAsync();
        }
        catch (Exception e) when (e is TimeoutException or ChatException { Code: ErrorCodes.ServiceUnavailable })
        {
            return Incomplete(e.Message);
        }
    }

    private async Task<BalancePicture> GatherAsync()
    {
        var asking = directory.ReadAsync();
        var loading = load.ReadAsync();
        var sizing = map.Shards.Values.ToDictionary(static shard => shard.Name, shard => sizes.OfServerAsync(new TeamShard(shard, shard.Serving.Even)));
        var (entries, isAway) = await asking;
        var (loads, silent, silos) = await loading;
        if (isAway)
            return Incomplete("the directory does not answer");
        if (silent > 0)
            return Incomplete($"{silent} silos did not tell what they write");
        var stored = new Dictionary<string, StoredSize?>();
        foreach (var (shard, size) in sizing)
            stored[shard] = await size;
        var recent = await moves.SinceAsync(time.GetUtcNow() - options.Value.CoolDown);
        var writes = loads.GroupBy(static l => l.Team).ToDictionary(static team => team.Key, static team => team.Sum(static l => l.ItemsPerSecond));
        var places = await store.PlacesAsync(writes.Keys);
        foreach (var move in recent.Where(static move => move.State is MoveState.Queued or MoveState.Running && move.Ended is null))
            places[move.Team] = move.Target;
        var moved = recent.Select(static move => move.Team).ToHashSet();
        var teams = places.Select(place => new BurdeningTeam(
            place.Key, place.Value, new Burden(writes.GetValueOrDefault(place.Key), 0), !moved.Contains(place.Key))).ToList();
        var shards = map.Shards.Values.Select(
            shard => Describe(shard.Name, entries.GetValueOrDefault(shard.Name), stored[shard.Name], teams, recent)).ToList();
        return new(shards, await SizedAsync(shards, teams, moved), silos);
    }

    private BurdenedShard Describe(string name, ShardEntry? entry, StoredSize? size, List<BurdeningTeam> teams, IReadOnlyList<TeamMove> recent)
    {
        var isActive = entry?.State == ShardState.Active;
        var took = recent.Where(move => move.Source == name || move.Target == name).ToList();
        // What is on its way there is not in its size yet.
        var isFilling = options.Value.HotBytes > 0 && took.Any(move => move.Ended is null && move.Target == name);
        return new BurdenedShard(
            name,
            new Burden(teams.Where(team => team.Shard == name).Sum(static team => team.Load.Writes), size?.Bytes ?? 0),
            ShardChoice.Mark(options.Value) * Math.Max(1, entry?.Weight ?? 1),
            MayGive: isActive && took.Count == 0,
            MayTake: isActive && size is not null && !isFilling);
    }

    /// <summary>Where sizes count: adds what each team of a hot shard holds, which is asked only when it is needed.</summary>
    private async Task<IReadOnlyList<BurdeningTeam>> SizedAsync(List<BurdenedShard> shards, List<BurdeningTeam> teams, HashSet<TeamId> moved)
    {
        if (options.Value.HotBytes == 0)
            return teams;
        var known = teams.ToDictionary(static team => team.Team);
        foreach (var hot in shards.Where(static shard => shard.IsHot && shard.MayGive))
        {
            var shard = map.Shards[hot.Name];
            foreach (var (team, bytes) in await teamSizes.ReadAsync(new TeamShard(shard, shard.Serving.Even), await store.TeamsAsync(hot.Name)))
            {
                var before = known.GetValueOrDefault(team) ?? new BurdeningTeam(team, hot.Name, default, !moved.Contains(team));
                known[team] = before with { Load = before.Load with { Bytes = bytes } };
            }
        }
        return [.. known.Values];
    }

    private static BalancePicture Incomplete(string fault) => new([], [], new HashSet<string>(), fault);
}
