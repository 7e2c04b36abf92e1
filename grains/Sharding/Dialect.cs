using System.Data.Common;

namespace Chat.Sharding;

/// <summary>What differs between the two kinds of database.</summary>
internal abstract class Dialect
{
    /// <summary>The folder of its migrations.</summary>
    public abstract string Name { get; }

    /// <summary>Begins a transaction that writes.</summary>
    public abstract string Begin { get; }

    /// <summary>
    /// Begins a transaction whose statements reach the other master of a pair as they are, so that it compares versions by itself (docs/adr/0013).
    /// </summary>
    public abstract string BeginConverging { get; }

    /// <summary>Ends a SELECT whose rows stay as they are until the transaction ends.</summary>
    public abstract string ShareLock { get; }

    /// <summary>Run on a connection before it writes in transactions; null for nothing.</summary>
    public abstract string? WriterSetup { get; }

    /// <summary>Estimates of all rows and bytes of a database; either may be null.</summary>
    public abstract string StoredSize { get; }

    /// <summary>Each table's name and estimated bytes a row, with its indexes' share; null where nothing knows them.</summary>
    public abstract string? MeanRowSizes { get; }

    /// <summary>Removes the grain states of a name, <c>@state</c>, that were written last more than <c>@seconds</c> ago, by the database's clock: the oldest, <c>@limit</c> at most.</summary>
    public abstract string RemoveOldState { get; }

    /// <summary>A SELECT that the server ends with an error after this time, where it can.</summary>
    public abstract string Bounded(string select, TimeSpan time);

    /// <summary>Whether a statement failed because its time was over.</summary>
    public abstract bool IsOutOfTime(DbException exception);

    public abstract StorageFault Classify(Exception exception);

    /// <summary>A statement that writes one or more rows and leaves the rows that exist already as they are.</summary>
    public abstract string InsertMissing(TableShape table, int rows);

    /// <summary>A statement that writes one or more rows, whether they exist already or not. Only for tables without a second unique key.</summary>
    public abstract string Upsert(TableShape table, int rows);

    /// <summary>
    /// A statement that writes one or more rows, each only if its version is higher than that of the row that is there. Only for tables without a second
    /// unique key.
    /// </summary>
    public abstract string UpsertNewer(TableShape table, string version, int rows);

    /// <summary>Takes the lock under which migrations run; answers what releases it (and, in SQLite, ends their transaction).</summary>
    public abstract Task<IMigrationLock> LockMigrationsAsync(DbConnection connection, TimeSpan timeout, CancellationToken cancellation);
}

/// <summary>Held while migrations run. Disposed without being completed, it undoes what can be undone.</summary>
internal interface IMigrationLock : IAsyncDisposable
{
    /// <summary>Keeps what was done and releases the lock.</summary>
    Task CompleteAsync(CancellationToken cancellation);
}
