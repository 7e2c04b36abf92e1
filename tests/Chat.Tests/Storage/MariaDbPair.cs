using System.Security.Cryptography;
using MySqlConnector;

namespace Chat.Tests.Storage;

/// <summary>One of the two.</summary>
public enum Master
{
    A,
    B,
}

/// <summary>
/// Two masters as deploy/database sets them up: the shipped configuration, the shipped users, in one database. Each hears the other at the port that is
/// given, behind which a test may put a network of its own.
/// </summary>
public sealed class MariaDbPair : IAsyncDisposable
{
    /// <summary>The database of both.</summary>
    public const string Database = "chat_shard";

    private MariaDbPair(MariaDbServer a, MariaDbServer b) => (A, B) = (a, b);

    public MariaDbServer A { get; }

    public MariaDbServer B { get; }

    /// <summary>Both run, and neither knows of the other.</summary>
    /// <param name="root">The folder that holds deploy/.</param>
    public static async Task<MariaDbPair> StartAsync(string root)
    {
        var password = RandomNumberGenerator.GetHexString(24);
        var pair = new MariaDbPair(Server(root, 1, password), Server(root, 2, password));
        await Task.WhenAll(pair.A.InitializeAsync().AsTask(), pair.B.InitializeAsync().AsTask());
        return pair;
    }

    /// <summary>Tells each where the other is, and has them follow each other and take writes, as pair.sh does.</summary>
    /// <param name="portOfB">Where A finds B; null for B itself.</param>
    /// <param name="portOfA">Where B finds A.</param>
    public async Task ConnectAsync(int? portOfB = null, int? portOfA = null)
    {
        foreach (var (server, port) in ((MariaDbServer, int)[])[(A, portOfB ?? B.Port), (B, portOfA ?? A.Port)])
        {
            await AdministerAsync(
                server,
                $"""
                CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT={port}, MASTER_USER='chat_replication', MASTER_PASSWORD='{server.Password}',
                  MASTER_USE_GTID=slave_pos, MASTER_CONNECT_RETRY=1, MASTER_HEARTBEAT_PERIOD=1;
                START SLAVE; SET GLOBAL rpl_semi_sync_master_enabled=ON; SET GLOBAL read_only=OFF
                """);
        }
    }

    public MariaDbServer On(Master master) => master == Master.A ? A : B;

    /// <summary>As a silo connects.</summary>
    public string Chat(Master master) => As(master, "chat");

    /// <summary>As the controller connects.</summary>
    public string Control(Master master) => As(master, "chat_control");

    /// <summary>Runs statements as root would.</summary>
    public static async Task<object?> AdministerAsync(MariaDbServer server, string sql)
    {
        await using var connection = new MySqlConnection(
            new MySqlConnectionStringBuilder(server.ConnectionString(Database)) { UserID = "root_of_tests", Pooling = false, AllowUserVariables = true }.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await A.DisposeAsync();
        await B.DisposeAsync();
    }

    private string As(Master master, string user) => new MySqlConnectionStringBuilder(On(master).ConnectionString(Database)) { UserID = user }.ConnectionString;

    private static MariaDbServer Server(string root, int number, string password)
    {
        var deploy = Path.Combine(root, "deploy", "database");
        var users = File.ReadAllText(Path.Combine(deploy, "users.sql"))
            .Replace("@DATABASE@", Database, StringComparison.Ordinal)
            .Replace("@CHAT_PASSWORD@", "@PASSWORD@", StringComparison.Ordinal)
            .Replace("@CONTROL_PASSWORD@", "@PASSWORD@", StringComparison.Ordinal)
            .Replace("@REPLICATION_PASSWORD@", "@PASSWORD@", StringComparison.Ordinal);
        return MariaDbServer.With(
            password,
            // One statement a line: that is how the server reads the file of its first statements.
            string.Join('\n', users.Split('\n').Where(static line => !line.StartsWith("--", StringComparison.Ordinal)))
                .Replace(";\n", ";@@", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal).Replace(";@@", ";\n", StringComparison.Ordinal)
            + "\nCREATE OR REPLACE USER root_of_tests@'127.0.0.1' IDENTIFIED BY '@PASSWORD@';\nGRANT ALL ON *.* TO root_of_tests@'127.0.0.1' WITH GRANT OPTION;\n",
            $"--defaults-file={Path.Combine(deploy, "server.cnf")}", $"--server-id={number}", $"--gtid-domain-id={number}", $"--auto-increment-offset={number}");
    }
}
