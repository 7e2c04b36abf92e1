using System.Data.Common;
using System.Globalization;
using System.Numerics;

namespace Chat.Sharding;

/// <summary>Who owns a team on a shard. State 1: it may write.</summary>
internal readonly record struct TeamOwner(long Epoch, int State)
{
    public const int Active = 1;
}

/// <summary>The one connection of a shard's log, with its prepared statements. Not thread-safe: one loop uses it.</summary>
internal sealed class ShardSession : IAsyncDisposable
{
    /// <summary>Rows of the largest prepared statement.</summary>
    private const int LargestInsert = 128;

    private readonly Database _database;
    private readonly DbConnection _connection;
    private readonly Dictionary<string, DbCommand> _prepared = new(StringComparer.Ordinal);
    private readonly Dictionary<(TableShape Table, int Rows), DbCommand> _inserts = [];
    private readonly Dictionary<TableShape, string> _upserts = [];
    private IDisposable? _turn;
    private bool _inTransaction;

    private ShardSession(Database database, DbConnection connection)
    {
        _database = database;
        _connection = connection;
    }

    public bool IsOpen => _connection.State == System.Data.ConnectionState.Open;

    public static async Task<ShardSession> OpenAsync(Database database)
    {
        var connection = await database.OpenAsync(CancellationToken.None);
        try
        {
            if (database.Dialect.WriterSetup is { } setup)
                await connection.RunAsync(setup, CancellationToken.None);
            return new ShardSession(database, connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins a transaction and holds the owner rows of these teams as they are until it ends.</summary>
    public async Task<Dictionary<TeamId, TeamOwner>> BeginAsync(IReadOnlyCollection<TeamId> teams)
    {
        _turn = await _database.EnterWriteAsync(CancellationToken.None);
        _inTransaction = true;
        var ids = string.Join(", ", teams.Select(static team => team.Number.ToString(CultureInfo.InvariantCulture)));
        await using var command = _connection.Command(
            $"{_database.Dialect.Begin}; SELECT team_id, epoch, state FROM team_owner WHERE team_id IN ({ids}){_database.Dialect.ShareLock}");
        await using var reader = await command.ExecuteReaderAsync();
        var owners = new Dictionary<TeamId, TeamOwner>(teams.Count);
        while (await reader.ReadAsync())
            owners.Add(new TeamId(reader.GetInt64(0)), new TeamOwner(reader.GetInt64(1), reader.GetInt32(2)));
        return owners;
    }

    public async Task ExecuteAsync(WritePlan plan)
    {
        foreach (var segment in plan.Segments)
        {
            foreach (var (table, rows) in segment.Appended)
                await InsertAsync(table, rows);
            foreach (var statement in segment.Merged.Values)
                await RunAsync(statement);
            foreach (var statement in segment.InOrder)
                await RunAsync(statement);
        }
    }

    public async Task CommitAsync()
    {
        await _connection.RunAsync("COMMIT", CancellationToken.None);
        EndTransaction();
    }

    public async Task RollbackAsync()
    {
        if (!_inTransaction)
            return;
        await _connection.RunAsync("ROLLBACK", CancellationToken.None);
        EndTransaction();
    }

    /// <summary>
    /// Whether a transaction of which the answer was lost is committed. The locking read waits for one that is still under way, so that the
    /// answer is final.
    /// </summary>
    public async Task<bool> IsThereAsync(SqlRow witness)
    {
        await using var command = _connection.Numbered(witness.Sql + _database.Dialect.ShareLock, witness.Values);
        return await command.ExecuteScalarAsync() is not null;
    }

    /// <summary>Which of these retry keys are taken, and by which message.</summary>
    public async Task<Dictionary<RetryKey, Ts>> FindKeysAsync(IReadOnlyList<(RetryKey Key, byte[] Hash)> keys)
    {
        var taken = new Dictionary<RetryKey, Ts>();
        foreach (var chunk in keys.Chunk(LargestInsert))
        {
            var parts = Enumerable.Range(0, chunk.Length).Select(static i => string.Create(CultureInfo.InvariantCulture,
                $"SELECT team_id, channel_id, retry_hash, ts FROM message_keys WHERE team_id = @p{3 * i} AND channel_id = @p{3 * i + 1} AND retry_hash = @p{3 * i + 2}"));
            var values = chunk.SelectMany(static k => new object[] { k.Key.Team.Number, k.Key.Channel.Value, k.Hash }).ToArray();
            await using var command = _connection.Numbered(string.Join(" UNION ALL ", parts), values);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                var key = RetryKey.Of(new TeamId(reader.GetInt64(0)), reader.ChannelAt(1), reader.GetFieldValue<byte[]>(2));
                taken[key] = reader.TsAt(3);
            }
        }
        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            // A pooled connection must not carry an open transaction to its next user.
            await RollbackAsync();
        }
        catch (Exception e) when (e is DbException or InvalidOperationException or IOException)
        {
            // The connection is broken, which rolls back by itself; whoever disposes it has logged the first failure.
        }
        finally
        {
            EndTransaction();
            await DisposeCommandsAsync();
        }
    }

    private async Task DisposeCommandsAsync()
    {
        try
        {
            foreach (var command in _prepared.Values.Concat(_inserts.Values))
                await command.DisposeAsync();
        }
        finally
        {
            await _connection.DisposeAsync();
        }
    }

    private void EndTransaction()
    {
        _inTransaction = false;
        _turn?.Dispose();
        _turn = null;
    }

    private async Task InsertAsync(TableShape table, List<object?[]> rows)
    {
        for (int next = 0, size; next < rows.Count; next += size)
        {
            size = SizeFor(rows.Count - next);
            var command = await InsertCommandAsync(table, size);
            for (var row = 0; row < size; row++)
            {
                var values = rows[next + row];
                for (var column = 0; column < values.Length; column++)
                    command.Parameters[row * values.Length + column].Value = values[column] ?? DBNull.Value;
            }
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>
    /// Rows of the next statement. There are four sizes from a power of two to the next: few statements to prepare, and nearly any batch takes one or
    /// two round trips a table.
    /// </summary>
    private static int SizeFor(int rows)
    {
        if (rows >= LargestInsert)
            return LargestInsert;
        var step = Math.Max(1, (int)BitOperations.RoundUpToPowerOf2((uint)rows + 1) / 8);
        return rows / step * step;
    }

    private async Task<DbCommand> InsertCommandAsync(TableShape table, int rows)
    {
        if (_inserts.TryGetValue((table, rows), out var known))
            return known;
        var command = await PrepareAsync(table.Insert(rows), rows * table.Columns.Length);
        _inserts.Add((table, rows), command);
        return command;
    }

    private async Task RunAsync(RowStatement statement)
    {
        switch (statement)
        {
            case SqlRow row:
                await RunAsync(row.Sql, row.Values);
                break;
            case UpsertRow row:
                if (!_upserts.TryGetValue(row.Table, out var upsert))
                    _upserts.Add(row.Table, upsert = _database.Dialect.Upsert(row.Table, 1));
                await RunAsync(upsert, row.Values);
                break;
            case UpdateOrInsertRow row:
                await UpdateOrInsertAsync(row);
                break;
        }
    }

    private async Task UpdateOrInsertAsync(UpdateOrInsertRow row)
    {
        if (await RunAsync(row.Table.Update, row.Values) > 0)
            return;
        // A count of 0 also tells of a row that has these very values already.
        await using (var exists = _connection.Numbered(row.Table.Exists, row.Values[..row.Table.Keys.Length]))
        {
            if (await exists.ExecuteScalarAsync() is not null)
                return;
        }
        await RunAsync(row.Table.Insert(1), row.Values);
    }

    private async Task<int> RunAsync(string sql, object?[] values)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = await PrepareAsync(sql, values.Length);
            _prepared.Add(sql, command);
        }
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return await command.ExecuteNonQueryAsync();
    }

    private async Task<DbCommand> PrepareAsync(string sql, int parameters)
    {
        var command = _connection.Numbered(sql, new object?[parameters]);
        try
        {
            await command.PrepareAsync();
            return command;
        }
        catch
        {
            await command.DisposeAsync();
            throw;
        }
    }
}
