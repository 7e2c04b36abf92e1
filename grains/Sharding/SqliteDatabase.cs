using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace Chat.Sharding;

/// <summary>
/// One SQLite file, in WAL mode: readers see the last commit and wait for nobody. SQLite has one writer at a time; within this process
/// writers queue on a gate instead of polling the file's lock.
/// </summary>
internal sealed class SqliteDatabase : Database
{
    private const int BusySeconds = 5;

    private readonly string _connectionString;
    private readonly SemaphoreSlim _gate = new(1, 1);

    public SqliteDatabase(string path, ILogger logger)
        : base(path, new SqliteDialect(), logger)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Cache = SqliteCacheMode.Private,
            ForeignKeys = false,
            Pooling = true,
            DefaultTimeout = BusySeconds,
        }.ToString();
    }

    internal override async ValueTask<DbConnection> OpenAsync(CancellationToken cancellation)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            // FULL: a commit is on the disk before it is answered, also at a power cut.
            await connection.RunAsync("PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", cancellation);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    internal override async ValueTask<IDisposable?> EnterWriteAsync(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        return new Turn(_gate);
    }

    /// <summary>A thread of its own: SQLite computes on the thread that asks, and those of the pool are as many as processors.</summary>
    private protected override Task<T> ApartAsync<T>(Func<Task<T>> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();

    private protected override IDisposable? EndAfter(DbConnection connection, DbCommand command, TimeSpan time) =>
        new Timer(static handle => raw.sqlite3_interrupt((sqlite3)handle!), ((SqliteConnection)connection).Handle, time, Timeout.InfiniteTimeSpan);

    public override ValueTask DisposeAsync()
    {
        using (var connection = new SqliteConnection(_connectionString))
            SqliteConnection.ClearPool(connection);
        return ValueTask.CompletedTask;
    }

    private sealed class Turn(SemaphoreSlim gate) : IDisposable
    {
        private SemaphoreSlim? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Release();
    }
}
