using System.Text;

namespace Chat.Sharding;

/// <summary>A table's columns, from which the statements that write whole rows are made. Values are given in the order of <see cref="Columns"/>.</summary>
internal sealed class TableShape
{
    /// <param name="table">Its name.</param>
    /// <param name="keys">The columns of its primary key.</param>
    /// <param name="others">The other columns.</param>
    /// <param name="kept">Those of the other columns whose stored value an update with null leaves as it is.</param>
    public TableShape(string table, string[] keys, string[] others, params string[] kept)
    {
        Table = table;
        Keys = keys;
        Others = others;
        Columns = [.. keys, .. others];
        Update = $"UPDATE {table} SET {string.Join(", ", others.Select((c, i) => Assign(c, keys.Length + i, kept)))} WHERE {KeyMatch()}";
        Exists = $"SELECT 1 FROM {table} WHERE {KeyMatch()}";
    }

    public string Table { get; }

    public string[] Keys { get; }

    public string[] Others { get; }

    public string[] Columns { get; }

    /// <summary>Sets all other columns of the row with the given key.</summary>
    public string Update { get; }

    public string Exists { get; }

    public string Insert(int rows)
    {
        var sql = new StringBuilder($"INSERT INTO {Table} ({string.Join(", ", Columns)}) VALUES ");
        for (var row = 0; row < rows; row++)
        {
            sql.Append(row == 0 ? "(" : ", (");
            for (var column = 0; column < Columns.Length; column++)
                sql.Append(column == 0 ? "@p" : ", @p").Append(row * Columns.Length + column);
            sql.Append(')');
        }
        return sql.ToString();
    }

    private static string Assign(string column, int parameter, string[] kept) =>
        kept.Contains(column) ? $"{column} = COALESCE(@p{parameter}, {column})" : $"{column} = @p{parameter}";

    private string KeyMatch() => string.Join(" AND ", Keys.Select(static (c, i) => $"{c} = @p{i}"));
}
