using System.Data.Common;
using Chat.Errors;
using Microsoft.Extensions.Logging;

namespace Chat.Sharding;

/// <summary>
/// One database and how to reach it. A failure that may pass is logged here, once, and goes on as
/// <see cref="ErrorCodes.ServiceUnavailable"/>; others are faults of ours and stay what they are.
/// </summary>
public abstract partial class Database : IAsyncDisposable
{
    private readonly ILogger _logger;
    private readonly string _whileAway;

    private protected Database(string name, Dialect dialect, ILogger logger, string? whileAway = null)
    {
        Name = name;
        Dialect = dialect;
        _logger = logger;
        _whileAway = whileAway is null ? "" : $": {whileAway}";
    }

    /// <summary>For messages; holds no secret.</summary>
    public string Name { get; }

    internal Dialect Dialect { get; }

    internal abstract ValueTask<DbConnection> OpenAsync(CancellationToken cancellation);

    /// <summary>Waits until this process may write; a no-op where the server sees to that itself.</summary>
    internal virtual ValueTask<IDisposable?> EnterWriteAsync(CancellationToken cancellation) => ValueTask.FromResult<IDisposable?>(null);

    internal Task<List<T>> QueryAsync<T>(
        string sql, Func<DbDataReader, T> read, CancellationToken cancellation, params (string Name, object? Value)[] parameters) => ReachAsync(async () =>
    {
        await using var connection = await OpenAsync(cancellation);
        await using var command = connection.Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation))
            rows.Add(read(reader));
        return rows;
    });

    /// <summary>
    /// As <see cref="QueryAsync"/>, for what may look at very much: it is ended after a time, and keeps no thread of the pool meanwhile. Errors: request_timeout.
    /// </summary>
    internal Task<List<T>> QueryWithinAsync<T>(
        string sql, Func<DbDataReader, T> read, TimeSpan time, params (string Name, object? Value)[] parameters) => ReachAsync(() => ApartAsync(async () =>
    {
        await using var connection = await OpenAsync(CancellationToken.None);
        await using var command = connection.Command(Dialect.Bounded(sql, time), parameters);
        using var end = EndAfter(connection, command, time);
        try
        {
            await using var reader = await command.ExecuteReaderAsync();
            var rows = new List<T>();
            while (await reader.ReadAsync())
                rows.Add(read(reader));
            return rows;
        }
        catch (DbException e) when (Dialect.IsOutOfTime(e))
        {
            throw new ChatException(ErrorCodes.RequestTimeout, "there was too much to look through");
        }
    }));

    /// <summary>Where work is done that may take long: where it is, unless the database works in this very process.</summary>
    private protected virtual Task<T> ApartAsync<T>(Func<Task<T>> work) => work();

    /// <summary>Ends a command of which the server does not see to that itself: a second later, should the server not.</summary>
    private protected virtual IDisposable? EndAfter(DbConnection connection, DbCommand command, TimeSpan time)
    {
        command.CommandTimeout = (int)Math.Ceiling(time.TotalSeconds) + 1;
        return null;
    }

    /// <summary>The first row, or default.</summary>
    internal async Task<T?> FindAsync<T>(
        string sql, Func<DbDataReader, T> read, CancellationToken cancellation, params (string Name, object? Value)[] parameters)
    {
        var rows = await QueryAsync(sql, read, cancellation, parameters);
        return rows.Count == 0 ? default : rows[0];
    }

    internal Task<int> ExecuteAsync(string sql, CancellationToken cancellation, params (string Name, object? Value)[] parameters) => ReachAsync(async () =>
    {
        using var turn = await EnterWriteAsync(cancellation);
        await using var connection = await OpenAsync(cancellation);
        await using var command = connection.Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellation);
    });

    /// <summary>Runs <paramref name="work"/> in one transaction; an exception rolls it back.</summary>
    /// <param name="work">What is done in it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="begin">What begins it, of the dialect's; null: <see cref="Dialect.Begin"/>.</param>
    internal Task<T> TransactAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellation, string? begin = null) => ReachAsync(async () =>
    {
        using var turn = await EnterWriteAsync(cancellation);
        await using var connection = await OpenAsync(cancellation);
        if (Dialect.WriterSetup is { } setup)
            await connection.RunAsync(setup, cancellation);
        await connection.RunAsync(begin ?? Dialect.Begin, cancellation);
        try
        {
            var answer = await work(connection);
            await connection.RunAsync("COMMIT", cancellation);
            return answer;
        }
        catch
        {
            await RollbackAsync(connection);
            throw;
        }
    });

    public abstract ValueTask DisposeAsync();

    /// <summary>Best effort: a broken connection has rolled back by itself, and the first failure is the one to tell.</summary>
    private async Task RollbackAsync(DbConnection connection)
    {
        try
        {
            await connection.RunAsync("ROLLBACK", CancellationToken.None);
        }
        catch (Exception e) when (e is DbException or InvalidOperationException)
        {
            LogRollbackFailed(Name, e.Message);
        }
    }

    private async Task<T> ReachAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is not ChatException and not OperationCanceledException && Dialect.Classify(e) == StorageFault.Transient)
        {
            LogAway(e, Name);
            throw new ChatException(ErrorCodes.ServiceUnavailable, $"database {Name} does not answer{_whileAway}");
        }
    }
}
