using Chat.Errors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Chat.Sharding.Balancing;

/// <summary>
/// Empties draining shards, some teams at a time. There is nothing to remember: the state of the shard, its teams and their moves are in the directory,
/// and each look goes on from there.
/// </summary>
internal sealed partial class ShardDrain(
    ShardMap map, ShardStateStore states, BalanceStore store, IGrainFactory grains, IOptions<BalancingOptions> options, TimeProvider time,
    ILogger<ShardDrain> logger)
{
    /// <summary>After a move that failed, or that an operator cancelled.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    /// <summary>So long after its reservation a team without an owner row is not being made at this moment.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(1);

    /// <summary>Errors: service_unavailable; what was begun is under way.</summary>
    public async Task LookAsync()
    {
        foreach (var shard in await states.DrainingAsync())
        {
            if (map.Shards.TryGetValue(shard, out var draining))
                await DrainAsync(draining);
        }
    }

    private async Task DrainAsync(Shard shard)
    {
        var free = options.Value.DrainAtOnce - await store.LeavingAsync(shard.Name);
        if (free <= 0)
            return;
        foreach (var (team, created) in await store.NextAsync(shard.Name, time.GetUtcNow() - RetryAfter, free))
        {
            // Each time anew: the one before counts where it goes.
            if (ShardChoice.Least(await states.CandidatesAsync(), ShardChoice.Mark(options.Value)) is not { } target)
            {
                LogNowhere(shard.Name);
                return;
            }
            if (created is { } since && !await HasRowsAsync(shard, team))
            {
                if (time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(since) > Abandoned)
                    await store.RehomeAsync(team, shard.Name, target);
                continue;
            }
            await MoveAsync(team, target);
        }
    }

    private async Task MoveAsync(TeamId team, string target)
    {
        try
        {
            await grains.GetGrain<ITeamMoveGrain>(GrainKeys.For(team)).Start(target);
        }
        catch (ChatException e) when (e.Code is not ErrorCodes.ServiceUnavailable)
        {
            // Somebody else moved it meanwhile, or changed the target's state; the next look sees that.
            LogNotBegun(team, target, e.Code);
        }
    }

    private static async Task<bool> HasRowsAsync(Shard shard, TeamId team)
    {
        var place = new TeamShard(shard, shard.Serving.Of(team));
        var owners = await place.Database.QueryAsync(TeamOwner.Query(place.Side, [team]), TeamOwner.Read, CancellationToken.None);
        return owners.Count > 0;
    }

    [LoggerMessage(LogLevel.Warning, "Shard {Shard} is draining, and there is no active shard for its teams.")]
    private partial void LogNowhere(string shard);

    [LoggerMessage(LogLevel.Information, "Team {Team} does not move to shard {Target} now: {Code}.")]
    private partial void LogNotBegun(TeamId team, string target, string code);
}
