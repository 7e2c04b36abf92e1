using System.CommandLine;
using System.Data;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MySqlConnector;

namespace Chat.LoadTest.Baseline;

/// <summary>
/// What the databases take when nothing stands before them: the rows of a post (message, retry key, event) by multi-row INSERTs, one
/// transaction a batch, one connection a shard, with the durability that the servers are set to.
/// </summary>
internal static class RawRows
{
    private const int Teams = 100;

    private static readonly Option<string[]> Databases = new("--database") { Description = "Connection string of a shard, in whose database tables of this program's own are made and dropped; several times for several.", Required = true };
    private static readonly Option<int> Batch = new("--batch") { Description = "Messages of a transaction.", DefaultValueFactory = _ => 128 };
    private static readonly Option<double> Seconds = new("--seconds") { Description = "Seconds to measure.", DefaultValueFactory = _ => 10 };
    private static readonly Option<int> Bytes = new("--bytes") { Description = "Bytes of a message's text.", DefaultValueFactory = _ => 50 };
    private static readonly Option<string?> JsonFile = new("--json") { Description = "A file for the result as JSON." };

    private static readonly (string Name, string Columns)[] Tables =
    [
        ("messages", "team_id, channel_id, ts, user_id, text, client_msg_id, retry_hash, version"),
        ("message_keys", "team_id, channel_id, retry_hash, ts"),
        ("events", "team_id, ts, epoch, audience, channel_id, user_id, effect, origin, payload"),
    ];

    public static Command Command()
    {
        var command = new Command("rows", "Writes the rows of posts straight into the shards: what a server's acked posts a second are compared with.")
        {
            Databases, Batch, Seconds, Bytes, JsonFile,
        };
        command.SetAction(async (options, cancellation) =>
        {
            var perSecond = await Measure(
                options.GetValue(Databases)!, options.GetValue(Batch), TimeSpan.FromSeconds(options.GetValue(Seconds)), options.GetValue(Bytes));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"rows of {perSecond:#,0} posts a second in batches of {options.GetValue(Batch)}"));
            if (options.GetValue(JsonFile) is { } file)
                await File.WriteAllTextAsync(file, string.Create(CultureInfo.InvariantCulture, $"{{\"posts_per_second\": {perSecond:0.0}}}\n"), cancellation);
        });
        return command;
    }

    /// <returns>Posts a second whose rows were written, over all databases.</returns>
    public static async Task<double> Measure(IReadOnlyList<string> databases, int batch, TimeSpan time, int textBytes)
    {
        var rates = await Task.WhenAll(databases.Select((text, n) => new Writer(text, n, batch, textBytes).Run(time)));
        return rates.Sum();
    }

    private sealed class Writer(string connectionString, int number, int batch, int textBytes)
    {
        private readonly string _text = new('.', textBytes);
        private long _ts = 1_700_000_000_000_000;

        public async Task<double> Run(TimeSpan time)
        {
            await using var connection = new MySqlConnection(connectionString);
            await connection.OpenAsync();
            await Execute(connection, "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
            foreach (var (table, _) in Tables)
                await Execute(connection, $"CREATE OR REPLACE TABLE loadtest_{table} LIKE {table}");
            try
            {
                var commands = new List<MySqlCommand>();
                foreach (var (table, columns) in Tables)
                    commands.Add(await Prepare(connection, table, columns.Split(", ")));
                var written = 0L;
                var since = Stopwatch.GetTimestamp();
                while (Stopwatch.GetElapsedTime(since) < time)
                {
                    Fill(commands);
                    await Execute(connection, "START TRANSACTION");
                    foreach (var command in commands)
                        await command.ExecuteNonQueryAsync();
                    await Execute(connection, "COMMIT");
                    written += batch;
                }
                var rate = written / Stopwatch.GetElapsedTime(since).TotalSeconds;
                foreach (var command in commands)
                    await command.DisposeAsync();
                return rate;
            }
            finally
            {
                foreach (var (table, _) in Tables)
                    await Execute(connection, $"DROP TABLE IF EXISTS loadtest_{table}");
            }
        }

        private async Task<MySqlCommand> Prepare(MySqlConnection connection, string table, string[] columns)
        {
            var command = connection.CreateCommand();
            var row = 0;
            var rows = Enumerable.Range(0, batch).Select(_ => $"({string.Join(", ", columns.Select(_ => $"@p{row++}"))})");
            command.CommandText = $"INSERT INTO loadtest_{table} ({string.Join(", ", columns)}) VALUES {string.Join(", ", rows)}";
            for (var i = 0; i < batch * columns.Length; i++)
                command.Parameters.Add(new MySqlParameter { ParameterName = $"@p{i}" });
            await command.PrepareAsync();
            return command;
        }

        private void Fill(List<MySqlCommand> commands)
        {
            for (var i = 0; i < batch; i++)
            {
                var ts = ++_ts;
                var team = number * Teams + ts % Teams;
                var channel = string.Create(CultureInfo.InvariantCulture, $"C{team:0000000000}");
                var user = string.Create(CultureInfo.InvariantCulture, $"U{team:0000000000}");
                var id = string.Create(CultureInfo.InvariantCulture, $"L00000000-{ts:x}");
                var hash = RandomNumberGenerator.GetBytes(16);
                var payload = Encoding.UTF8.GetBytes(
                    $"{{\"channel\":\"{channel}\",\"type\":\"message\",\"user\":\"{user}\",\"text\":\"{_text}\",\"ts\":\"{Target.Ts.Format(ts)}\",\"team\":\"T00000000\",\"client_msg_id\":\"{id}\",\"event_ts\":\"{Target.Ts.Format(ts)}\"}}");
                Set(commands[0], i, [team, channel, ts, user, _text, id, hash, ts]);
                Set(commands[1], i, [team, channel, hash, ts]);
                Set(commands[2], i, [team, ts, 1, 1, channel, user, 0, "S0123456789abcdef:1", payload]);
            }
        }

        private static void Set(MySqlCommand command, int row, object[] values)
        {
            for (var i = 0; i < values.Length; i++)
                command.Parameters[row * values.Length + i].Value = values[i];
        }

        private static async Task Execute(MySqlConnection connection, string sql)
        {
            await using var command = new MySqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
