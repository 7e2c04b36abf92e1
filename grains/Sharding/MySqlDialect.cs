using System.Data.Common;
using System.Net.Sockets;
using MySqlConnector;

namespace Chat.Sharding;

internal sealed class MySqlDialect : Dialect
{
    /// <summary>
    /// Numbers of errors after which the same statement may succeed. The driver's own IsTransient is no help: it is false for a lost
    /// connection (0) and for a time-out (-1).
    /// </summary>
    private static readonly int[] TransientNumbers =
    [
        -1, // the command timed out
        0, // the connection broke
        1021, 1114, // disk or table space full
        1040, 1203, 1226, // too many connections
        1042, // cannot connect
        1043, 1047, 1152, 1158, 1159, 1160, 1161, // network errors of the protocol
        1053, 1077, 1079, // server going down
        1205, // lock wait timed out
        1213, // deadlock
        1290, 1836, // read-only, as a master is while its role moves
        1317, 1927, 3024, 1969, // killed or interrupted
        2002, 2003, 2006, 2013, // client-side: cannot connect, gone, lost
    ];

    public override string Name => "mysql";

    public override string Begin => "START TRANSACTION";

    /// <summary>
    /// In READ COMMITTED the server would log rows; in this one it logs what is safe as it was said. It holds for the next transaction alone.
    /// </summary>
    public override string BeginConverging => $"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; {Begin}";

    public override string ShareLock => " LOCK IN SHARE MODE";

    /// <summary>
    /// No gap locks, which would make strangers' inserts wait; and a wait for a lock ends before the command's time-out does. A writer that falls
    /// silent in a transaction (its process froze, its network is gone) would hold its teams' owner rows, and so keep them from being served
    /// elsewhere, until its connection breaks, which can take hours: MariaDB ends it after seconds. MySQL has no such setting and skips the comment.
    /// </summary>
    public override string? WriterSetup =>
        "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED; SET SESSION innodb_lock_wait_timeout = 3 /*M!100301 , SESSION idle_transaction_timeout = 2 */";

    public override string StoredSize =>
        """
        SELECT CAST(SUM(TABLE_ROWS) AS SIGNED), CAST(SUM(DATA_LENGTH + INDEX_LENGTH) AS SIGNED) FROM information_schema.TABLES
         WHERE TABLE_SCHEMA = DATABASE()
        """;

    public override string MeanRowSizes =>
        """
        SELECT TABLE_NAME, CAST((DATA_LENGTH + INDEX_LENGTH) / TABLE_ROWS AS DOUBLE) FROM information_schema.TABLES
         WHERE TABLE_SCHEMA = DATABASE() AND TABLE_ROWS > 0
        """;

    /// <summary>MariaDB's own; MySQL skips the comment, and there the command's time-out remains.</summary>
    public override string RemoveOldState =>
        "DELETE FROM orleans_state WHERE state_name = @state AND modified < CURRENT_TIMESTAMP(3) - INTERVAL @seconds SECOND ORDER BY modified LIMIT @limit";

    public override string Bounded(string select, TimeSpan time) =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"/*M!100101 SET STATEMENT max_statement_time={time.TotalSeconds:0.###} FOR */ {select}");

    /// <summary>By the server's own bound (MariaDB 1969, MySQL 3024), or by the driver's.</summary>
    public override bool IsOutOfTime(DbException exception) => exception is MySqlException { Number: 1969 or 3024 or -1 };

    public override StorageFault Classify(Exception exception) => exception switch
    {
        MySqlException { Number: 1062 or 1169 or 1586 } => StorageFault.DuplicateKey,
        MySqlException e => TransientNumbers.Contains(e.Number) ? StorageFault.Transient : StorageFault.Refused,
        IOException or SocketException or TimeoutException or OperationCanceledException or MySqlProtocolException => StorageFault.Transient,
        _ => StorageFault.Refused,
    };

    public override string InsertMissing(TableShape table, int rows) =>
        $"{table.Insert(rows)} ON DUPLICATE KEY UPDATE {table.Keys[0]} = {table.Keys[0]}";

    public override string Upsert(TableShape table, int rows) =>
        $"{table.Insert(rows)} ON DUPLICATE KEY UPDATE {string.Join(", ", table.Others.Select(static c => $"{c} = VALUES({c})"))}";

    /// <summary>The server assigns from left to right: the version, which all others are compared by, comes last.</summary>
    public override string UpsertNewer(TableShape table, string version, int rows) =>
        $"{table.Insert(rows)} ON DUPLICATE KEY UPDATE "
        + string.Concat(table.Others.Where(c => c != version).Select(c => $"{c} = IF(VALUES({version}) > {version}, VALUES({c}), {c}), "))
        + $"{version} = GREATEST({version}, VALUES({version}))";

    public override async Task<IMigrationLock> LockMigrationsAsync(DbConnection connection, TimeSpan timeout, CancellationToken cancellation)
    {
        await using var command = connection.Command("SELECT GET_LOCK(CONCAT('chat_migrate_', LEFT(DATABASE(), 40)), @seconds)", ("@seconds", (int)timeout.TotalSeconds));
        command.CommandTimeout = (int)timeout.TotalSeconds + 5;
        var got = await command.ExecuteScalarAsync(cancellation);
        if (got is null or DBNull || Convert.ToInt64(got, System.Globalization.CultureInfo.InvariantCulture) != 1)
            throw new TimeoutException($"Another process has been migrating {connection.Database} for {timeout.TotalSeconds:0} s.");
        return new NamedLock(connection);
    }

    /// <summary>The server frees the lock with the connection in any case; DDL statements commit by themselves.</summary>
    private sealed class NamedLock(DbConnection connection) : IMigrationLock
    {
        public Task CompleteAsync(CancellationToken cancellation) =>
            connection.RunAsync("DO RELEASE_LOCK(CONCAT('chat_migrate_', LEFT(DATABASE(), 40)))", cancellation);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
