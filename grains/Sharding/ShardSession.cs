using System.Data.Common;
using System.Globalization;
using System.Numerics;

namespace Chat.Sharding;

/// <summary>
/// The one connection of a shard's log, with its prepared statements. Not thread-safe: one loop uses it. When the server is left for another one, whatever
/// waits for it gives up at once: a server that hangs does not answer, not even that a command was cancelled.
/// </summary>
internal sealed class ShardSession : IAsyncDisposable
{
    /// <summary>Rows of the largest prepared statement.</summary>
    private const int LargestInsert = 128;

    private readonly Database _database;
    private readonly ShardSide _side;
    private readonly DbConnection _connection;
    private readonly CancellationToken _left;
    private readonly Dictionary<string, DbCommand> _prepared = new(StringComparer.Ordinal);
    private readonly Dictionary<(TableShape Table, int Rows), DbCommand> _inserts = [];
    private readonly Dictionary<TableShape, string> _upserts = [];
    private IDisposable? _turn;
    private bool _inTransaction;

    /// <summary>The call that nobody waits for any more; the connection is closed when it ends.</summary>
    private Task? _abandoned;

    private ShardSession(Database database, ShardSide side, DbConnection connection, CancellationToken left)
    {
        _database = database;
        _side = side;
        _connection = connection;
        _left = left;
    }

    public bool IsOpen => _connection.State == System.Data.ConnectionState.Open;

    /// <param name="left">Cancelled when the server serves nobody any more.</param>
    public static async Task<ShardSession> OpenAsync(Database database, ShardSide side = ShardSide.A, CancellationToken left = default)
    {
        var opening = ConnectAsync(database);
        try
        {
            return new ShardSession(database, side, await opening.WaitAsync(left), left);
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested)
        {
            _ = Background.Start(() => CloseLaterAsync(opening));
            throw;
        }
    }

    /// <summary>
    /// Begins a transaction and holds the owner rows of these teams, and the server's gates for them, as they are until it ends. A team that is not in the
    /// answer has no owner row here.
    /// </summary>
    public async Task<Dictionary<TeamId, TeamOwner>> BeginAsync(IReadOnlyCollection<TeamId> teams)
    {
        _turn = await _database.EnterWriteAsync(CancellationToken.None);
        _inTransaction = true;
        return await Guard(ReadOwnersAsync(teams));
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
        await Guard(_connection.RunAsync("COMMIT", CancellationToken.None));
        EndTransaction();
    }

    public async Task RollbackAsync()
    {
        if (!_inTransaction)
            return;
        await Guard(_connection.RunAsync("ROLLBACK", CancellationToken.None));
        EndTransaction();
    }

    /// <summary>
    /// Whether a transaction of which the answer was lost is committed. The locking read waits for one that is still under way, so that the
    /// answer is final.
    /// </summary>
    public async Task<bool> IsThereAsync(SqlRow witness)
    {
        await using var command = _connection.Numbered(witness.Sql + _database.Dialect.ShareLock, witness.Values);
        return await Guard(command.ExecuteScalarAsync()) is not null;
    }

    /// <summary>Which of these retry keys are taken, and by which message.</summary>
    public Task<Dictionary<RetryKey, Ts>> FindKeysAsync(IReadOnlyList<(RetryKey Key, byte[] Hash)> keys) => Guard(ReadKeysAsync(keys));

    private async Task<Dictionary<RetryKey, Ts>> ReadKeysAsync(IReadOnlyList<(RetryKey Key, byte[] Hash)> keys)
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
        if (_abandoned is { } call)
        {
            // The connection is in use until that call ends, which its time-out sees to.
            _inTransaction = false;
            _ = Background.Start(async () =>
            {
                await call.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await CloseAsync();
            });
            return;
        }
        await CloseAsync();
    }

    private async Task CloseAsync()
    {
        try
        {
            // A pooled connection must not carry an open transaction to its next user.
            if (_inTransaction)
                await _connection.RunAsync("ROLLBACK", CancellationToken.None);
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
            await Guard(command.ExecuteNonQueryAsync());
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
            if (await Guard(exists.ExecuteScalarAsync()) is not null)
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
        return await Guard(command.ExecuteNonQueryAsync());
    }

    private async Task<DbCommand> PrepareAsync(string sql, int parameters)
    {
        var command = _connection.Numbered(sql, new object?[parameters]);
        try
        {
            await Guard(command.PrepareAsync());
            return command;
        }
        catch
        {
            await command.DisposeAsync();
            throw;
        }
    }

    private async Task<Dictionary<TeamId, TeamOwner>> ReadOwnersAsync(IReadOnlyCollection<TeamId> teams)
    {
        await using var command = _connection.Command(
            $"{_database.Dialect.Begin}; {TeamOwner.Query(_side, teams)}{_database.Dialect.ShareLock}");
        await using var reader = await command.ExecuteReaderAsync();
        var owners = new Dictionary<TeamId, TeamOwner>(teams.Count);
        while (await reader.ReadAsync())
            owners.Add(new TeamId(reader.GetInt64(0)), TeamOwner.Read(reader));
        return owners;
    }

    private static async Task CloseLaterAsync(Task<DbConnection> opening)
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully)
            await (await opening).DisposeAsync();
    }

    private static async Task<DbConnection> ConnectAsync(Database database)
    {
        var connection = await database.OpenAsync(CancellationToken.None);
        try
        {
            if (database.Dialect.WriterSetup is { } setup)
                await connection.RunAsync(setup, CancellationToken.None);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for a call to the server, or until the server is left.</summary>
    private async Task<T> Guard<T>(Task<T> call)
    {
        try
        {
            return await call.WaitAsync(_left);
        }
        catch (OperationCanceledException) when (_left.IsCancellationRequested && !call.IsCompleted)
        {
            _abandoned = call;
            throw;
        }
    }

    private async Task Guard(Task call)
    {
        try
        {
            await call.WaitAsync(_left);
        }
        catch (OperationCanceledException) when (_left.IsCancellationRequested && !call.IsCompleted)
        {
            _abandoned = call;
            throw;
        }
    }
}
