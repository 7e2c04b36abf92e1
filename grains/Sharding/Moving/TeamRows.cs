using System.Data.Common;
using System.Globalization;
using System.Text;

namespace Chat.Sharding.Moving;

/// <summary>
/// Reads and writes one team's rows of one table, whatever its columns, which are asked of the database: the two shards of a move run the same version, or
/// the move is refused. Values travel as the driver has them.
/// </summary>
internal sealed class TeamRows
{
    /// <summary>Parameters of one statement at most; a server takes 65,535.</summary>
    private const int MaxParameters = 8_000;

    private readonly TeamTable _table;
    private readonly string[] _columns;
    private readonly int[] _keyColumns;
    private readonly string _list;

    private TeamRows(TeamTable table, string[] columns)
    {
        _table = table;
        _columns = columns;
        _list = string.Join(", ", columns);
        _keyColumns = [.. table.Keys.Select(key => Array.IndexOf(columns, key))];
    }

    public TeamTable Table => _table;

    public static async Task<TeamRows> OfAsync(DbConnection connection, TeamTable table)
    {
        await using var command = connection.Command(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = @table ORDER BY ordinal_position",
            ("@table", table.Name));
        await using var reader = await command.ExecuteReaderAsync();
        var columns = new List<string>();
        while (await reader.ReadAsync())
            columns.Add(reader.GetString(0));
        return new TeamRows(table, [.. columns]);
    }

    public bool HasColumnsOf(TeamRows other) => _columns.AsSpan().SequenceEqual(other._columns);

    /// <summary>A column of a row that was read.</summary>
    public object? Value(object?[] row, string column) => row[Array.IndexOf(_columns, column)];

    /// <summary>The key of a row that was read.</summary>
    public object[] KeyOf(object?[] row) => [.. _keyColumns.Select(i => row[i]!)];

    /// <summary>Rows after a key, in the order of the primary key.</summary>
    public async Task<List<object?[]>> ReadAfterAsync(DbConnection connection, TeamId team, object[]? after, int limit)
    {
        if (after is not null && _table.Keys.Length == 0)
            return [];
        await using var command = InRange(connection, $"SELECT {_list}", team, after, null, $"{Order} LIMIT {limit.ToString(CultureInfo.InvariantCulture)}");
        return await ReadAsync(command);
    }

    /// <summary>Keys and a checksum of rows after a key: in their order up to a limit, or up to another key (null: to the end).</summary>
    public async Task<List<(object[] Key, long Sum)>> SumsAsync(DbConnection connection, TeamId team, object[]? after, object[]? upTo, int? limit)
    {
        var keys = string.Concat(_table.Keys.Select(static k => $"{k}, "));
        var order = limit is null ? "" : Order;
        var most = limit is { } rows ? $" LIMIT {rows.ToString(CultureInfo.InvariantCulture)}" : "";
        await using var command = InRange(connection, $"SELECT {keys}CRC32({Content})", team, after, upTo, order + most);
        await using var reader = await command.ExecuteReaderAsync();
        var sums = new List<(object[], long)>();
        while (await reader.ReadAsync())
        {
            var key = new object[_table.Keys.Length];
            for (var i = 0; i < key.Length; i++)
                key[i] = reader.GetValue(i);
            sums.Add((key, Convert.ToInt64(reader.GetValue(key.Length), CultureInfo.InvariantCulture)));
        }
        return sums;
    }

    /// <summary>How many rows lie after a key, up to another one (null: to the end), and a checksum of them all, whatever their order.</summary>
    public async Task<(long Rows, string Sum)> SumAsync(DbConnection connection, TeamId team, object[]? after, object[]? upTo)
    {
        await using var command = InRange(
            connection, $"SELECT COUNT(*), SUM(CRC32({Content})), BIT_XOR(CAST(CONV(LEFT(MD5({Content}), 16), 16, 10) AS UNSIGNED))", team, after, upTo, "");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), string.Create(CultureInfo.InvariantCulture, $"{reader.GetValue(1)} {reader.GetValue(2)}"));
    }

    /// <summary>The key so many rows after another one; null: there are fewer.</summary>
    public async Task<object[]?> KeyAfterAsync(DbConnection connection, TeamId team, object[]? after, int rows)
    {
        if (_table.Keys.Length == 0)
            return null;
        var offset = (rows - 1).ToString(CultureInfo.InvariantCulture);
        await using var command = InRange(connection, $"SELECT {string.Join(", ", _table.Keys)}", team, after, null, $"{Order} LIMIT 1 OFFSET {offset}");
        return await ReadAsync(command) is [var key] ? [.. key.Select(static part => part!)] : null;
    }

    /// <summary>All rows with any of these leading keys, which may be shorter than the primary key.</summary>
    /// <param name="connection">Where.</param>
    /// <param name="team">Whose.</param>
    /// <param name="keys">Any number.</param>
    /// <param name="isLocked">Nobody else may change them until the transaction ends.</param>
    public async Task<List<object?[]>> ReadKeysAsync(DbConnection connection, TeamId team, IReadOnlyList<object[]> keys, bool isLocked = false)
    {
        var rows = new List<object?[]>();
        foreach (var chunk in keys.Chunk(100))
        {
            await using var command = Matching(connection, $"SELECT {_list} FROM {_table.Name}", team, chunk, isLocked ? " FOR UPDATE" : "");
            rows.AddRange(await ReadAsync(command));
        }
        return rows;
    }

    public async Task DeleteKeysAsync(DbConnection connection, TeamId team, IReadOnlyList<object[]> keys)
    {
        foreach (var chunk in keys.Chunk(100))
        {
            await using var command = Matching(connection, $"DELETE FROM {_table.Name}", team, chunk);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Deletes up to so many of the team's rows; answers how many.</summary>
    public static async Task<int> DeleteSomeAsync(DbConnection connection, string table, TeamId team, int limit)
    {
        await using var command = connection.Command($"DELETE FROM {table} WHERE team_id = @team LIMIT @limit", ("@team", team.Number), ("@limit", limit));
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>Inserts rows, in place of others with the same primary or unique key if <paramref name="replace"/>.</summary>
    public async Task WriteAsync(DbConnection connection, IReadOnlyList<object?[]> rows, bool replace)
    {
        var perStatement = Math.Max(1, Math.Min(_table.Portion(2_000), Math.Min(500, MaxParameters / _columns.Length)));
        foreach (var chunk in rows.Chunk(perStatement))
        {
            var sql = new StringBuilder($"{(replace ? "REPLACE" : "INSERT")} INTO {_table.Name} ({_list}) VALUES ");
            for (var row = 0; row < chunk.Length; row++)
            {
                sql.Append(row == 0 ? "(" : ", (");
                for (var column = 0; column < _columns.Length; column++)
                    sql.Append(column == 0 ? "@p" : ", @p").Append(row * _columns.Length + column);
                sql.Append(')');
            }
            await using var command = connection.Numbered(sql.ToString(), [.. chunk.SelectMany(static row => row)]);
            command.CommandTimeout = 60;
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>The whole row as one text; a null is told from an empty text.</summary>
    private string Content => $"CONCAT_WS('|', {string.Join(", ", _columns.Select(static c => $"IF({c} IS NULL, 'N', CONCAT('V', {c}))"))})";

    private string Order => _table.Keys.Length == 0 ? "" : $" ORDER BY {string.Join(", ", _table.Keys)}";

    private DbCommand InRange(DbConnection connection, string select, TeamId team, object[]? after, object[]? upTo, string tail)
    {
        var end = upTo is null || _table.Keys.Length == 0 ? "" : $" AND NOT ({Greater("b")})";
        var command = connection.Command($"{select} FROM {_table.Name} WHERE team_id = @team{After(after)}{end}{tail}", ("@team", team.Number));
        command.CommandTimeout = 60;
        if (_table.Keys.Length == 0)
            return command;
        BindKey(command, after, "a");
        BindKey(command, upTo, "b");
        return command;
    }

    private DbCommand Matching(DbConnection connection, string statement, TeamId team, object[][] keys, string tail = "")
    {
        var sql = new StringBuilder($"{statement} WHERE team_id = @team AND (");
        for (var i = 0; i < keys.Length; i++)
        {
            sql.Append(i == 0 ? "(" : " OR (").Append(keys[i].Length == 0 ? "1 = 1" : "");
            for (var k = 0; k < keys[i].Length; k++)
                sql.Append(k == 0 ? "" : " AND ").Append(CultureInfo.InvariantCulture, $"{_table.Keys[k]} = @k{i}_{k}");
            sql.Append(')');
        }
        var command = connection.Command(sql.Append(')').Append(tail).ToString(), ("@team", team.Number));
        for (var i = 0; i < keys.Length; i++)
        {
            for (var k = 0; k < keys[i].Length; k++)
                command.Bind($"@k{i}_{k}", keys[i][k]);
        }
        return command;
    }

    private string After(object[]? after) => after is null || _table.Keys.Length == 0 ? "" : $" AND ({Greater("a")})";

    /// <summary>The key is greater than the one bound under this name, in words of which the server makes ranges of its index.</summary>
    private string Greater(string name) => string.Join(" OR ", Enumerable.Range(0, _table.Keys.Length).Reverse().Select(last =>
        "(" + string.Join(" AND ", Enumerable.Range(0, last + 1).Select(i => string.Create(CultureInfo.InvariantCulture, $"{_table.Keys[i]} {(i == last ? ">" : "=")} @{name}{i}"))) + ")"));

    private static void BindKey(DbCommand command, object[]? key, string name)
    {
        for (var i = 0; i < (key?.Length ?? 0); i++)
            command.Bind(string.Create(CultureInfo.InvariantCulture, $"@{name}{i}"), key![i]);
    }

    private static async Task<List<object?[]>> ReadAsync(DbCommand command)
    {
        command.CommandTimeout = 60;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object?[]>();
        while (await reader.ReadAsync())
        {
            var row = new object?[reader.FieldCount];
            for (var i = 0; i < row.Length; i++)
                row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
            rows.Add(row);
        }
        return rows;
    }
}
