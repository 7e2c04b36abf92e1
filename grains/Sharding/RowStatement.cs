namespace Chat.Sharding;

/// <summary>One statement of a transaction, as data. Values bind as @p0, @p1, … in order.</summary>
internal abstract record RowStatement(object?[] Values);

/// <summary>A statement with its own text.</summary>
internal sealed record SqlRow(string Sql, params object?[] Values) : RowStatement(Values);

/// <summary>Writes a row whether it exists or not, in a table without a second unique key.</summary>
internal sealed record UpsertRow(TableShape Table, params object?[] Values) : RowStatement(Values);

/// <summary>
/// Updates the row with this key, else inserts it. For tables with a second unique key, where a server's upsert could hit another row; here
/// a second key that is taken is an error.
/// </summary>
internal sealed record UpdateOrInsertRow(TableShape Table, params object?[] Values) : RowStatement(Values);
