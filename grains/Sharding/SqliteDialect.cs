using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Chat.Sharding;

internal sealed class SqliteDialect : Dialect
{
    private const int Interrupt = 9;
    private const int Constraint = 19;

    /// <summary>Result codes of SQLite that say nothing against the statement: BUSY, LOCKED, READONLY, INTERRUPT, IOERR, FULL, CANTOPEN, PROTOCOL.</summary>
    private static readonly int[] TransientCodes = [5, 6, 8, 9, 10, 13, 14, 15];

    /// <summary>SQLITE_CONSTRAINT_PRIMARYKEY, _UNIQUE, _ROWID.</summary>
    private static readonly int[] DuplicateCodes = [1555, 2067, 2579];

    public override string Name => "sqlite";

    public override string Begin => "BEGIN IMMEDIATE";

    public override string BeginConverging => Begin;

    public override string ShareLock => "";

    public override string? WriterSetup => null;

    public override string StoredSize => "SELECT NULL, page_count * page_size FROM pragma_page_count(), pragma_page_size()";

    public override string? MeanRowSizes => null;

    public override string RemoveOldState =>
        """
        DELETE FROM grain_state WHERE (state_name, grain_id) IN
          (SELECT state_name, grain_id FROM grain_state WHERE state_name = @state AND modified < unixepoch() - @seconds ORDER BY modified LIMIT @limit)
        """;

    public override string Bounded(string select, TimeSpan time) => select;

    public override bool IsOutOfTime(DbException exception) => exception is SqliteException { SqliteErrorCode: Interrupt };

    public override StorageFault Classify(Exception exception) => exception switch
    {
        SqliteException { SqliteErrorCode: Constraint } e when DuplicateCodes.Contains(e.SqliteExtendedErrorCode) => StorageFault.DuplicateKey,
        SqliteException e => TransientCodes.Contains(e.SqliteErrorCode) ? StorageFault.Transient : StorageFault.Refused,
        IOException or TimeoutException or OperationCanceledException => StorageFault.Transient,
        _ => StorageFault.Refused,
    };

    public override string InsertMissing(TableShape table, int rows) => $"{table.Insert(rows)} ON CONFLICT DO NOTHING";

    public override string Upsert(TableShape table, int rows) =>
        $"{table.Insert(rows)} ON CONFLICT ({string.Join(", ", table.Keys)}) DO UPDATE SET {string.Join(", ", table.Others.Select(static c => $"{c} = excluded.{c}"))}";

    public override string UpsertNewer(TableShape table, string version, int rows) =>
        $"{Upsert(table, rows)} WHERE excluded.{version} > {table.Table}.{version}";

    public override async Task<IMigrationLock> LockMigrationsAsync(DbConnection connection, TimeSpan timeout, CancellationToken cancellation)
    {
        await connection.RunAsync(Begin, cancellation);
        return new Transaction(connection);
    }

    private sealed class Transaction(DbConnection connection) : IMigrationLock
    {
        private bool _complete;

        public async Task CompleteAsync(CancellationToken cancellation)
        {
            await connection.RunAsync("COMMIT", cancellation);
            _complete = true;
        }

        public async ValueTask DisposeAsync()
        {
            if (!_complete)
                await connection.RunAsync("ROLLBACK", CancellationToken.None);
        }
    }
}
