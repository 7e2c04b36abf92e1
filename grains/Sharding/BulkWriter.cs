using System.Data.Common;

namespace Chat.Sharding;

/// <summary>
/// Writes many rows of a team past its log, in transactions of its own (docs/adr/0016). Each share-locks the team's owner row and the server's gate, as the
/// log's do, and writes nothing unless the team lives there. A team that is being moved is waited for: the mover learns of changes from the log alone, and
/// would never see these.
/// </summary>
internal sealed class BulkWriter(ShardMap map, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction, perhaps again elsewhere. Keep it short: a change of the team's writer waits for its end.
    /// Errors: team_not_found, service_unavailable.
    /// </summary>
    public async Task<T> WriteAsync<T>(TeamId team, Func<DbConnection, Dialect, Task<T>> work, CancellationToken stop)
    {
        while (true)
        {
            if (await TryWriteAsync(team, work, stop) is (true, var answer))
                return answer!;
            await Task.Delay(Pause, time, stop);
        }
    }

    /// <summary>As <see cref="WriteAsync"/>; a team that is being moved is not waited for, and nothing is written.</summary>
    public async Task<(bool IsDone, T? Answer)> TryWriteAsync<T>(TeamId team, Func<DbConnection, Dialect, Task<T>> work, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        try
        {
            return (true, await map.WriteAsync(
                team,
                async (connection, place) =>
                {
                    await RequireAtRestAsync(connection, place, team);
                    return await work(connection, place.Dialect);
                }));
        }
        catch (OnTheMoveException)
        {
            return (false, default);
        }
    }

    /// <summary>Whether the team lives here at all is asked again before the commit (<see cref="ShardMap.WriteAsync"/>); the lock taken here stays.</summary>
    private static async Task RequireAtRestAsync(DbConnection connection, TeamShard place, TeamId team)
    {
        await using var command = connection.Command(TeamOwner.Query(place.Side, [team]) + place.Dialect.ShareLock);
        await using var row = await command.ExecuteReaderAsync();
        if (await row.ReadAsync() && TeamOwner.Read(row).State == TeamOwner.Captured)
            throw new OnTheMoveException();
    }

    private sealed class OnTheMoveException : Exception;
}
