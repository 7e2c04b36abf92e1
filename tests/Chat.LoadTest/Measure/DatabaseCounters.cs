using System.Globalization;
using MySqlConnector;

namespace Chat.LoadTest.Measure;

/// <summary>
/// What the database servers did between two moments, summed over the servers: from SHOW GLOBAL STATUS, and the rows that were read of each
/// table, where the server counts them (MariaDB with userstat=1).
/// </summary>
internal sealed class DatabaseCounters(IReadOnlyList<string> connections)
{
    private static readonly string[] Names = ["Com_select", "Com_insert", "Com_update", "Com_delete", "Com_commit", "Questions", "Innodb_data_fsyncs", "Innodb_os_log_fsyncs"];

    private const string RowsRead = "SELECT table_name, CAST(rows_read AS CHAR) FROM information_schema.table_statistics WHERE table_schema LIKE 'chat%'";

    private Dictionary<string, long> _first = [];

    public bool IsEmpty => connections.Count == 0;

    public async Task Begin() => _first = await Read();

    public async Task<IReadOnlyDictionary<string, long>> Since()
    {
        var now = await Read();
        return now.ToDictionary(n => n.Key, n => n.Value - _first.GetValueOrDefault(n.Key));
    }

    private async Task<Dictionary<string, long>> Read()
    {
        var sums = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var text in connections)
        {
            await using var connection = new MySqlConnection(text);
            await connection.OpenAsync();
            foreach (var (name, count) in await Query(connection, "SHOW GLOBAL STATUS"))
            {
                if (Names.Contains(name))
                    Add(sums, name, count);
            }
            foreach (var (table, count) in await Query(connection, RowsRead))
                Add(sums, $"rows_read_of_{table}", count);
        }
        return sums;
    }

    private static async Task<List<(string Name, string Count)>> Query(MySqlConnection connection, string sql)
    {
        var rows = new List<(string, string)>();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            rows.Add((reader.GetString(0), reader.GetString(1)));
        return rows;
    }

    private static void Add(Dictionary<string, long> sums, string name, string count) =>
        sums[name] = sums.GetValueOrDefault(name) + long.Parse(count, CultureInfo.InvariantCulture);
}
