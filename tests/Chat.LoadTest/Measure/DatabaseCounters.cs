using System.Globalization;
using MySqlConnector;

namespace Chat.LoadTest.Measure;

/// <summary>What the database servers did between two moments, from SHOW GLOBAL STATUS; summed over the servers.</summary>
internal sealed class DatabaseCounters(IReadOnlyList<string> connections)
{
    private static readonly string[] Names = ["Com_select", "Com_insert", "Com_update", "Com_delete", "Com_commit", "Questions", "Innodb_data_fsyncs", "Innodb_os_log_fsyncs"];

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
            await using var command = connection.CreateCommand();
            command.CommandText = "SHOW GLOBAL STATUS";
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                var name = reader.GetString(0);
                if (Names.Contains(name))
                    sums[name] = sums.GetValueOrDefault(name) + long.Parse(reader.GetString(1), CultureInfo.InvariantCulture);
            }
        }
        return sums;
    }
}
