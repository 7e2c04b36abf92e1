using System.Data.Common;

namespace Chat.Sharding;

/// <summary>Plain ADO.NET, shorter.</summary>
internal static class DbCommands
{
    public static DbCommand Command(this DbConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every statement is text of ours; values go in as parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
            command.Bind(name, value);
        return command;
    }

    public static void Bind(this DbCommand command, string name, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }

    public static async Task<int> RunAsync(this DbConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = connection.Command(sql);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Binds values as @p0, @p1, …</summary>
    public static DbCommand Numbered(this DbConnection connection, string sql, IReadOnlyList<object?> values)
    {
        var command = connection.Command(sql);
        for (var i = 0; i < values.Count; i++)
            command.Bind($"@p{i}", values[i]);
        return command;
    }

    public static string? TextOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static long? LongOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    public static byte[]? BytesOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<byte[]>(column);

    public static bool Flag(this DbDataReader row, int column) => row.GetInt64(column) != 0;

    public static Ts TsAt(this DbDataReader row, int column) => new(row.GetInt64(column));

    public static Ts? TsOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : new Ts(row.GetInt64(column));

    public static UserId UserAt(this DbDataReader row, int column) => new(row.GetString(column));

    public static UserId? UserOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : new UserId(row.GetString(column));

    public static ChannelId ChannelAt(this DbDataReader row, int column) => new(row.GetString(column));

    /// <summary>Ids hold no spaces, so a list of them is stored as one text.</summary>
    public static UserId[] UsersAt(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? [] : [.. row.GetString(column).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static id => new UserId(id))];

    public static string Joined(this IEnumerable<UserId> users) => string.Join(' ', users.Select(static u => u.Value));

    public static int Number(this bool flag) => flag ? 1 : 0;
}
