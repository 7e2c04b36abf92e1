using Chat.Errors;
using Chat.Sharding.Moving;
using Chat.Sharding.Overview;

namespace Chat.Sharding.Balancing;

/// <summary>Halves a shard when an operator says so.</summary>
internal sealed class ShardSplit(
    ShardMap map, ShardDirectory directory, ClusterLoad load, TeamSizes sizes, MoveStore moves, BalanceStore store, IGrainFactory grains, TimeProvider time)
{
    /// <summary>Below so many changes a second nothing is written to speak of, and sizes decide.</summary>
    private const double Nothing = 0.1;

    /// <summary>Teams that one split moves; who wants more splits again.</summary>
    private const int MostTeams = 100;

    /// <summary>Errors as of <see cref="IShardBalancerGrain.Split"/>.</summary>
    public async Task<MoveStatus[]> SplitAsync(string name, IReadOnlyCollection<string> targets)
    {
        var shard = Find(name);
        var (entries, isAway) = await directory.ReadAsync();
        if (isAway)
            throw new ChatException(ErrorCodes.ServiceUnavailable, "The directory does not answer. Try again when it is back.");
        if (entries.GetValueOrDefault(shard.Name)?.State is not (ShardState.Active or ShardState.Full) and var state)
            throw new ChatException(ErrorCodes.ShardNotActive, $"Shard {shard.Name} is {state}: there is nothing to split.");
        var chosen = Targets(shard, targets, entries);
        if ((await moves.SinceAsync(time.GetUtcNow())).Any(move => move.Ended is null && (move.Source == shard.Name || move.Target == shard.Name)))
            throw new ChatException(ErrorCodes.MoveUnderWay, $"Moves from or to shard {shard.Name} are under way; GET /admin/moves shows them.");
        var (loads, silent, _) = await load.ReadAsync();
        if (silent > 0)
            throw new ChatException(ErrorCodes.ServiceUnavailable, $"{silent} silos did not tell what they write. Try again when they do.");
        var places = await store.PlacesAsync(loads.Select(static l => l.Team).Distinct());
        var writes = loads.Where(l => places.ContainsKey(l.Team)).GroupBy(static l => l.Team)
            .Select(static team => (Team: team.Key, Load: team.Sum(static l => l.ItemsPerSecond))).ToList();
        var own = writes.Where(team => places[team.Team] == shard.Name).ToList();
        var leaving = own.Sum(static t => t.Load) >= Nothing
            ? Halve(shard, own, "writes")
            : Halve(shard, (await SizesAsync(shard)).Select(static size => (size.Key, size.Value)), "holds");
        var spread = SplitPlan.Spread(
            leaving.Take(MostTeams),
            chosen.Select(target => (target, writes.Where(t => places[t.Team] == target).Sum(static t => t.Load), Math.Max(1, entries[target].Weight))));
        return await Task.WhenAll(spread.Select(move => grains.GetGrain<ITeamMoveGrain>(GrainKeys.For(move.Team)).Start(move.Target)));
    }

    private Shard Find(string name) => map.Shards.TryGetValue(name, out var shard)
        ? shard
        : throw new ChatException(ErrorCodes.ShardNotFound, $"There is no shard {name}. GET /admin/shards lists them.");

    private List<string> Targets(Shard shard, IReadOnlyCollection<string> targets, IReadOnlyDictionary<string, ShardEntry> entries)
    {
        if (targets.Count == 0)
        {
            var others = map.Shards.Keys.Where(other => other != shard.Name && entries.GetValueOrDefault(other)?.State == ShardState.Active).ToList();
            return others.Count > 0 ? others : throw new ChatException(ErrorCodes.NoOtherShard, "There is no other active shard. Add one, or set one active.");
        }
        var chosen = targets.Select(Find).Distinct().ToList();
        if (chosen.Contains(shard))
            throw new ChatException(ErrorCodes.InvalidArguments, "A shard is not split to itself.");
        foreach (var target in chosen)
        {
            if (entries.GetValueOrDefault(target.Name)?.State is not ShardState.Active and var state)
                throw new ChatException(ErrorCodes.ShardNotActive, $"Shard {target.Name} is {state}. Set it active, or name another.");
        }
        return [.. chosen.Select(static target => target.Name)];
    }

    private static IReadOnlyList<(TeamId Team, double Load)> Halve(Shard shard, IEnumerable<(TeamId Team, double Load)> teams, string verb)
    {
        var all = teams.Where(static team => team.Load > 0).ToList();
        var leaving = SplitPlan.Halve(all);
        if (leaving.Count > 0)
            return leaving;
        throw new ChatException(ErrorCodes.NothingToSplit, all.Count == 0
            ? $"Shard {shard.Name} has no teams that hold anything."
            : $"Team {all[0].Team} alone {verb} all there is on shard {shard.Name}: a team is not divided. Moving others away from it may still help.");
    }

    private async Task<Dictionary<TeamId, double>> SizesAsync(Shard shard)
    {
        try
        {
            return await sizes.ReadAsync(new TeamShard(shard, shard.Serving.Even), await store.TeamsAsync(shard.Name));
        }
        catch (TimeoutException e)
        {
            throw new ChatException(ErrorCodes.ServiceUnavailable, e.Message);
        }
    }
}
