using System.Data.Common;
using System.Globalization;
using Chat.Errors;
using Chat.Sharding.Moving;

namespace Chat.Sharding.Balancing;

/// <summary>
/// States, weights and loads of shards, in the directory. Whoever enters a team or a move there share-locks the shard's row and looks at its state in
/// the same transaction, so that a shard which was seen to be draining gets no team any more. Errors of all: service_unavailable.
/// </summary>
public sealed class ShardStateStore(ShardMap map)
{
    /// <summary>The shard's state, which stays so until the transaction ends; null if there is no such shard.</summary>
    internal static async Task<string?> LockAsync(DbConnection connection, Dialect dialect, string shard)
    {
        await using var command = connection.Command("SELECT state FROM directory_shards WHERE name = @shard" + dialect.ShareLock, ("@shard", shard));
        return await command.ExecuteScalarAsync() as string;
    }

    /// <summary>
    /// Sets what is given. Errors: no_other_shard (to drain the last active one of <paramref name="configured"/>: its teams have nowhere to go).
    /// </summary>
    internal Task ChangeAsync(string shard, string? state, int? weight, IReadOnlyCollection<string> configured) => map.Directory.TransactAsync(
        async connection =>
        {
            // Of two that drain one shard each, the second sees what the first did.
            await using var take = connection.Command("UPDATE directory_shards SET weight = weight");
            await take.ExecuteNonQueryAsync();
            if (state == ShardState.Draining && !await HasOtherAsync(connection, shard, configured))
                throw new ChatException(ErrorCodes.NoOtherShard, "There is no other active shard for its teams. Set one active first.");
            await using var change = connection.Command(
                "UPDATE directory_shards SET state = COALESCE(@state, state), weight = COALESCE(@weight, weight) WHERE name = @shard",
                ("@state", state), ("@weight", weight), ("@shard", shard));
            return await change.ExecuteNonQueryAsync();
        },
        CancellationToken.None);

    /// <summary>Takes an empty shard out. Errors: shard_not_drained, shard_not_empty.</summary>
    internal Task RemoveAsync(string shard) => map.Directory.TransactAsync(
        async connection =>
        {
            // Waits for those that enter a team or a move at this moment.
            await using var take = connection.Command("UPDATE directory_shards SET weight = weight WHERE name = @shard", ("@shard", shard));
            await take.ExecuteNonQueryAsync();
            var state = await LockAsync(connection, map.Directory.Dialect, shard);
            if (state == ShardState.Removed)
                return 0;
            if (state != ShardState.Draining)
                throw new ChatException(ErrorCodes.ShardNotDrained, $"The shard is {state}. PATCH its state to draining, and wait until it is drained.");
            var teams = await CountAsync(connection, "SELECT COUNT(*) FROM directory_teams WHERE shard = @shard", shard);
            var moves = await CountAsync(
                connection, $"SELECT COUNT(*) FROM directory_moves WHERE state IN ({MoveState.Open}) AND (source = @shard OR target = @shard)", shard);
            if (teams + moves > 0)
                throw new ChatException(ErrorCodes.ShardNotEmpty, $"{teams} teams live there, and {moves} moves are under way. Wait until it is drained.");
            await using var remove = connection.Command(
                $"UPDATE directory_shards SET state = '{ShardState.Removed}' WHERE name = @shard AND state = '{ShardState.Draining}'", ("@shard", shard));
            return await remove.ExecuteNonQueryAsync();
        },
        CancellationToken.None);

    /// <summary>Active shards, as the directory knows them.</summary>
    internal async Task<IReadOnlyList<ShardCandidate>> CandidatesAsync() => [.. (await map.Directory.QueryAsync(
        $"""
        SELECT s.name, s.weight, s.writes_per_second, s.stored_bytes, (SELECT COUNT(*) FROM directory_teams t WHERE t.shard = s.name),
               (SELECT COUNT(*) FROM directory_moves m WHERE m.state IN ('{MoveState.Queued}', '{MoveState.Running}') AND m.target = s.name)
          FROM directory_shards s WHERE s.state = '{ShardState.Active}' AND s.weight > 0
        """,
        static row => new ShardCandidate(row.GetString(0), row.GetInt32(1), row.GetInt64(4) + row.GetInt64(5), new Burden(row.GetDouble(2), row.GetInt64(3))),
        CancellationToken.None)).Where(shard => map.Shards.ContainsKey(shard.Name))];

    /// <summary>Shards whose teams shall leave.</summary>
    internal Task<List<string>> DrainingAsync() => map.Directory.QueryAsync(
        $"SELECT name FROM directory_shards WHERE state = '{ShardState.Draining}' ORDER BY name", static row => row.GetString(0), CancellationToken.None);

    /// <summary>Notes what a shard bears. <paramref name="bytes"/>: null leaves what was noted before.</summary>
    internal Task SaveLoadAsync(string shard, double writes, long? bytes) => map.Directory.ExecuteAsync(
        "UPDATE directory_shards SET writes_per_second = @writes, stored_bytes = COALESCE(@bytes, stored_bytes) WHERE name = @shard",
        CancellationToken.None, ("@writes", writes), ("@bytes", bytes), ("@shard", shard));

    private static async Task<bool> HasOtherAsync(DbConnection connection, string shard, IReadOnlyCollection<string> configured)
    {
        await using var command = connection.Command(
            $"SELECT name FROM directory_shards WHERE state = '{ShardState.Active}' AND weight > 0 AND name <> @shard", ("@shard", shard));
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            if (configured.Contains(rows.GetString(0), StringComparer.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static async Task<long> CountAsync(DbConnection connection, string query, string shard)
    {
        await using var command = connection.Command(query, ("@shard", shard));
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
