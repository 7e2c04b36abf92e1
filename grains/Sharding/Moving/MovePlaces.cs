using System.Data.Common;

namespace Chat.Sharding.Moving;

/// <summary>
/// The two ends of a move, and what may be written there: each transaction share-locks the owner row and the server's gate, and throws
/// <see cref="MoveLostException"/> if a later attempt has the team.
/// </summary>
internal sealed class MovePlaces(TeamMove move, TeamShard source, TeamShard target)
{
    public Database Source => source.Database;

    public Database Target => target.Database;

    /// <summary>Writes rows of the team at the target, where nobody else may.</summary>
    public Task<T> WriteTargetAsync<T>(Func<DbConnection, Task<T>> work) => Target.TransactAsync(
        async connection =>
        {
            await RequireMineAsync(connection, target, TeamOwner.Held);
            return await work(connection);
        },
        CancellationToken.None);

    /// <summary>Writes at the source what is the move's own.</summary>
    public Task<T> WriteSourceAsync<T>(Func<DbConnection, Task<T>> work) => Source.TransactAsync(
        async connection =>
        {
            await RequireMineAsync(connection, source, null);
            return await work(connection);
        },
        CancellationToken.None);

    /// <summary>
    /// Changes the owner row of the source; waits for the transactions under way. False: it has not the state that it must have.
    /// </summary>
    public Task<bool> SetSourceAsync(int state, params int[] from) => SetAsync(source, $"state = {state}", from);

    /// <summary>The same at the target, with the writer's epoch.</summary>
    public Task<bool> SetTargetAsync(int state, long? epoch, params int[] from) =>
        SetAsync(target, epoch is { } number ? FormattableString.Invariant($"state = {state}, epoch = {number}") : $"state = {state}", from);

    /// <summary>The owner row of a team that comes: nobody may write, and this attempt has it. False: the team is alive there.</summary>
    public Task<bool> PrepareTargetAsync() => Target.TransactAsync(
        async connection =>
        {
            await using var insert = connection.Numbered(
                Target.Dialect.InsertMissing(new TableShape("team_owner", ["team_id"], ["epoch", "state"]), 1), [move.Team.Number, 0L, TeamOwner.Held]);
            await insert.ExecuteNonQueryAsync();
            await using var take = connection.Command(
                $"UPDATE team_owner SET mover = @attempt WHERE team_id = @team AND state = {TeamOwner.Held} AND mover <= @attempt",
                ("@attempt", move.Attempt), ("@team", move.Team.Number));
            await take.ExecuteNonQueryAsync();
            return await OwnerAsync(connection, target) is { IsServed: true, State: TeamOwner.Held };
        },
        CancellationToken.None);

    /// <summary>The epoch of the team's writer at the source.</summary>
    public async Task<long> EpochAsync()
    {
        await using var connection = await Source.OpenAsync(CancellationToken.None);
        return (await OwnerAsync(connection, source))?.Epoch ?? throw new MoveRefusedException("the team has no owner row on its shard");
    }

    /// <summary>Deletes what the target holds of the team, in small transactions.</summary>
    public Task ClearTargetAsync(IEnumerable<string> tables, int limit, CancellationToken cancellation) =>
        ClearAsync(WriteTargetAsync, tables, limit, cancellation);

    /// <summary>The same at the source.</summary>
    public Task ClearSourceAsync(IEnumerable<string> tables, int limit, CancellationToken cancellation) =>
        ClearAsync(WriteSourceAsync, tables, limit, cancellation);

    private async Task ClearAsync(
        Func<Func<DbConnection, Task<int>>, Task<int>> write, IEnumerable<string> tables, int limit, CancellationToken cancellation)
    {
        foreach (var table in tables)
        {
            var portion = TeamTable.Portion(table, limit);
            int some;
            do
            {
                cancellation.ThrowIfCancellationRequested();
                some = await write(connection => TeamRows.DeleteSomeAsync(connection, table, move.Team, portion));
            }
            while (some == portion);
        }
    }

    private Task<bool> SetAsync(TeamShard place, string change, int[] from) => place.Database.TransactAsync(
        async connection =>
        {
            await using var set = connection.Command(
                $"UPDATE team_owner SET {change}, mover = @attempt WHERE team_id = @team AND mover <= @attempt AND state IN ({string.Join(", ", from)})",
                ("@attempt", move.Attempt), ("@team", move.Team.Number));
            await set.ExecuteNonQueryAsync();
            await using var check = connection.Command(
                $"SELECT 1 FROM team_owner WHERE team_id = @team AND mover = @attempt AND {change.Replace(",", " AND", StringComparison.Ordinal)}",
                ("@attempt", move.Attempt), ("@team", move.Team.Number));
            if (await check.ExecuteScalarAsync() is null)
                return false;
            // At a server that does not serve the team any more this would count for nothing.
            return await OwnerAsync(connection, place) is { IsServed: true } ? true : throw new MoveLostException();
        },
        CancellationToken.None);

    private async Task RequireMineAsync(DbConnection connection, TeamShard place, int? state)
    {
        if (await OwnerAsync(connection, place) is not { IsServed: true } owner || (state ?? owner.State) != owner.State)
            throw new MoveLostException();
        await using var command = connection.Command("SELECT mover FROM team_owner WHERE team_id = @team", ("@team", move.Team.Number));
        if (Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture) != move.Attempt)
            throw new MoveLostException();
    }

    private async Task<TeamOwner?> OwnerAsync(DbConnection connection, TeamShard place)
    {
        await using var command = connection.Command(TeamOwner.Query(place.Side, [move.Team]) + place.Database.Dialect.ShareLock);
        await using var row = await command.ExecuteReaderAsync();
        return await row.ReadAsync() ? TeamOwner.Read(row) : null;
    }
}

/// <summary>The move cannot be made; the message says why.</summary>
internal sealed class MoveRefusedException(string message) : Exception(message);
