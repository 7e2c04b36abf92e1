using System.Data.Common;
using Chat.Errors;

namespace Chat.Sharding;

/// <summary>
/// Writes rows that either server of a pair may write (docs/adr/0013): on the one that serves the team, and if that does not answer soon, or refuses, on the
/// other. What is written must converge by its versions: a write that was given up may take place later, and both may.
/// </summary>
internal static class EitherSide
{
    /// <summary>How long one server is waited for while there is another one, or nothing is left to try.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <param name="map">Knows where the team lives.</param>
    /// <param name="team">Whose rows they are.</param>
    /// <param name="work">Run once for each server that is tried, in a transaction of its own.</param>
    /// <exception cref="ChatException">team_not_found, service_unavailable.</exception>
    public static async Task WriteEitherAsync(this ShardMap map, TeamId team, Func<DbConnection, TeamShard, Task<int>> work)
    {
        var place = await map.OfAsync(team);
        var served = map.WriteAsync(team, work, static dialect => dialect.BeginConverging);
        if (PeerOf(place) is not { } peer)
        {
            await served;
            return;
        }
        try
        {
            await served.WaitAsync(Patience);
            return;
        }
        catch (Exception e) when (e is TimeoutException or ChatException { Code: ErrorCodes.ServiceUnavailable })
        {
            // Logged where it happened.
            Forget(served);
        }
        var other = WriteAsync(peer, team, work);
        try
        {
            await other.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            Forget(other);
            throw new ChatException(ErrorCodes.ServiceUnavailable, $"neither server of shard {place.Name} answers");
        }
    }

    /// <summary>Not while one of the two was given up: what it is told it may never tell its peer.</summary>
    private static TeamShard? PeerOf(TeamShard place) => place.Shard is { IsPair: true, Serving.State: ShardSync.New or ShardSync.Synced or ShardSync.Apart }
        ? new TeamShard(place.Shard, place.Side == ShardSide.A ? ShardSide.B : ShardSide.A)
        : null;

    private static Task<int> WriteAsync(TeamShard peer, TeamId team, Func<DbConnection, TeamShard, Task<int>> work) => peer.Database.TransactAsync(
        async connection =>
        {
            var written = await work(connection, peer);
            // Its gate does not matter, but a team that left the shard left both.
            await using var lives = connection.Command(
                $"SELECT 1 FROM team_owner WHERE team_id = @team AND {TeamOwner.MayWrite}", ("@team", team.Number));
            return await lives.ExecuteScalarAsync() is null ? throw new ChatException(ErrorCodes.ServiceUnavailable) : written;
        },
        CancellationToken.None, peer.Dialect.BeginConverging);

    /// <summary>Whatever becomes of it, nobody waits for it.</summary>
    private static void Forget(Task task) =>
        task.ContinueWith(static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
}
