using System.Text.RegularExpressions;
using Chat.Sharding;
using Chat.Tests.Storage;
using MySqlConnector;

namespace Chat.Tests.Sharding;

/// <summary>A statement that a server ran.</summary>
/// <param name="Schema">The database of its connection; empty if that is not known.</param>
/// <param name="Sql">With the values of its parameters.</param>
internal sealed record Statement(string Schema, string Sql);

/// <summary>A server's general log: every statement that it runs, prepared or not, whoever sent it.</summary>
internal static class GeneralLog
{
    /// <summary>From here on statements are noted. Connections that are opened later tell their schema by themselves.</summary>
    public static Task StartAsync(MariaDbServer server) =>
        RunAsync(server, "SET GLOBAL log_output = 'TABLE'; TRUNCATE mysql.general_log; SET GLOBAL general_log = ON");

    /// <summary>Everything since the start, in order.</summary>
    public static async Task<List<Statement>> ReadAsync(MariaDbServer server)
    {
        await RunAsync(server, "SET GLOBAL general_log = OFF");
        await using var connection = new MySqlConnection(server.ConnectionString());
        await connection.OpenAsync();
        await using var command = new MySqlCommand("SELECT thread_id, command_type, argument FROM mysql.general_log", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var schemas = new Dictionary<long, string>();
        var statements = new List<Statement>();
        while (await reader.ReadAsync())
        {
            var (thread, kind, text) = (reader.GetInt64(0), reader.GetString(1), reader.GetString(2));
            switch (kind)
            {
                // "chat@127.0.0.1 on SCHEMA using TCP/IP"
                case "Connect":
                    schemas[thread] = Regex.Match(text, @" on (\S*)").Groups[1].Value;
                    break;
                case "Init DB":
                    schemas[thread] = text;
                    break;
                case "Query" or "Prepare" or "Execute":
                    statements.Add(new Statement(schemas.GetValueOrDefault(thread, ""), text));
                    break;
            }
        }
        return statements;
    }

    public static async Task RunAsync(MariaDbServer server, string sql)
    {
        await using var connection = new MySqlConnection(server.ConnectionString());
        await connection.OpenAsync();
        await using var command = new MySqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>Whether a statement keeps to one team.</summary>
internal static partial class Tenancy
{
    /// <summary>
    /// What is wrong with a statement; null: nothing. Each table of teams that it names must be bound by its team_id: in an INSERT by the first column,
    /// elsewhere by a condition (as many as there are tables, wherever they stand, since a join binds the second table by the first).
    /// </summary>
    public static string? FaultOf(string sql)
    {
        var text = Literals().Replace(sql, "''");
        var tables = Tables().Matches(text).Where(m => ShardTables.OfTeams.Contains(m.Groups["table"].Value)).ToArray();
        if (tables.Length == 0)
            return null;
        var inserted = tables.Count(m => m.Value.StartsWith("INTO", StringComparison.OrdinalIgnoreCase));
        if (inserted != Columns().Count(text))
            return $"{inserted} INSERTs do not all begin with team_id";
        var conditions = text.Split(["WHERE", " ON "], StringSplitOptions.None).Skip(1).Sum(Conditions().Count);
        return conditions < tables.Length - inserted
            ? $"{tables.Length - inserted} tables ({string.Join(", ", tables.Select(m => m.Groups["table"].Value))}) under {conditions} conditions on team_id"
            : null;
    }

    public static bool Names(string sql, TeamId team) => Regex.IsMatch(sql, $@"(?<!\d){team.Number}(?!\d)");

    /// <summary>Quoted values may hold anything, also the words that are looked for.</summary>
    [GeneratedRegex(@"'(?:[^'\\]|''|\\.)*'", RegexOptions.Singleline)]
    private static partial Regex Literals();

    [GeneratedRegex(@"\b(?:FROM|JOIN|INTO|UPDATE|TABLE)\s+`?(?:\w+`?\.`?)?(?<table>\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex Tables();

    [GeneratedRegex(@"\bINTO\s+\w+\s*\(\s*team_id\b", RegexOptions.IgnoreCase)]
    private static partial Regex Columns();

    [GeneratedRegex(@"\bteam_id\s*(?:=|IN\b)", RegexOptions.IgnoreCase)]
    private static partial Regex Conditions();
}
