using System.Globalization;
using Chat.EndToEnd.Harness;
using Chat.Tests.Storage;
using MySqlConnector;

namespace Chat.EndToEnd.Sharding;

/// <summary>deploy/database/pair.sh on the directory's pair, which has no controller: one server takes writes, the other stands by.</summary>
public sealed class PairScriptTests : IAsyncLifetime
{
    private const int Refused = 3;

    private MariaDbPair servers = null!;

    public async ValueTask InitializeAsync()
    {
        servers = await MariaDbPair.StartAsync(Repository.Root);
        await DoneAsync("users");
        await DoneAsync("connect", "--kind", "directory");
        await ExecuteAsync(Master.A, "CREATE TABLE t (n INT NOT NULL, PRIMARY KEY (n)) ENGINE=InnoDB");
    }

    public async ValueTask DisposeAsync() => await servers.DisposeAsync();

    [Fact]
    public async Task A_killed_server_is_replaced_with_all_that_was_acked_and_comes_back()
    {
        var acked = 0;
        var writing = WriteAsync(() => Interlocked.Increment(ref acked));
        await Eventually.True(() => Volatile.Read(ref acked) > 50, Eventually.Usual, "rows");
        // The standby takes nothing, and nothing is taken over from a server that lives.
        await Assert.ThrowsAsync<MySqlException>(() => ExecuteAsync(Master.B, "INSERT INTO t VALUES (-1)"));
        await RefusedAsync("answers and takes writes", "takeover", "--survivor", "b");
        await servers.A.KillAsync();
        await writing;

        await DoneAsync("takeover", "--survivor", "b");
        Assert.InRange((await RowsAsync(Master.B)).Count, acked, acked + 1);
        await ExecuteAsync(Master.B, "INSERT INTO t VALUES (100000)");

        await servers.A.StartAsync();
        await Assert.ThrowsAsync<MySqlException>(() => ExecuteAsync(Master.A, "INSERT INTO t VALUES (-1)"));
        await RefusedAsync("was restarted", "takeover", "--survivor", "a");
        await DoneAsync("rejoin");
        await DoneAsync("status");
        await ExecuteAsync(Master.B, "INSERT INTO t VALUES (100001)");
        await EqualAsync();

        await DoneAsync("failback");
        await ExecuteAsync(Master.A, "INSERT INTO t VALUES (100002)");
        await Assert.ThrowsAsync<MySqlException>(() => ExecuteAsync(Master.B, "INSERT INTO t VALUES (-1)"));
        await EqualAsync();
    }

    [Fact]
    public async Task A_frozen_server_acks_nothing_after_it_was_replaced()
    {
        await servers.A.PauseAsync();
        var zombie = ExecuteAsync(Master.A, "INSERT INTO t VALUES (1)", 60);
        await DoneAsync("takeover", "--survivor", "b");
        await ExecuteAsync(Master.B, "INSERT INTO t VALUES (2)");
        await servers.A.ContinueAsync();
        await Eventually.True(
            async () => (string)(await MariaDbPair.AdministerAsync(
                servers.A, "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'RPL_SEMI_SYNC_MASTER_WAIT_SESSIONS'"))! == "1",
            Eventually.Usual,
            () => "the zombie's commit to wait");
        Assert.False(zombie.IsCompleted);
        await RefusedAsync("not started anew", "rejoin");
        await servers.A.KillAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => zombie);
        await servers.A.StartAsync();
        await DoneAsync("rejoin");
        await EqualAsync();
        Assert.Equal([2], await RowsAsync(Master.A));
    }

    [Fact]
    public async Task A_server_that_may_lack_something_takes_nothing_over()
    {
        // It has received what it has not applied.
        await MariaDbPair.AdministerAsync(servers.B, "STOP SLAVE SQL_THREAD");
        await ExecuteAsync(Master.A, "INSERT INTO t VALUES (1)");
        await servers.A.PauseAsync();
        await RefusedAsync("has not applied", "takeover", "--survivor", "b");
        await servers.A.ContinueAsync();
        await MariaDbPair.AdministerAsync(servers.B, "START SLAVE SQL_THREAD");
        await ExecuteAsync(Master.A, "INSERT INTO t VALUES (2)");

        // It was away while the other went on alone; that one must know that nobody thinks otherwise.
        await servers.B.KillAsync();
        await RefusedAsync("--peer-is-stopped", "takeover", "--survivor", "a");
        await DoneAsync("takeover", "--survivor", "a", "--peer-is-stopped");
        await ExecuteAsync(Master.A, "INSERT INTO t VALUES (3)");
        await servers.B.StartAsync();
        await servers.A.PauseAsync();
        await RefusedAsync("may lack", "takeover", "--survivor", "b");
        await servers.A.ContinueAsync();

        // Started by hand, and cut short: it hears the other, but was never said to be in step.
        await MariaDbPair.AdministerAsync(servers.B, "START SLAVE");
        await servers.A.PauseAsync();
        await RefusedAsync("may lack", "takeover", "--survivor", "b");
        await servers.A.ContinueAsync();
        await DoneAsync("rejoin");

        // Both at once: neither takes over, and together they have everything.
        await ExecuteAsync(Master.A, "INSERT INTO t VALUES (4)");
        await Task.WhenAll(servers.A.KillAsync(), servers.B.KillAsync());
        await Task.WhenAll(servers.A.StartAsync(), servers.B.StartAsync());
        await RefusedAsync("was restarted", "takeover", "--survivor", "a");
        await RefusedAsync("may lack", "takeover", "--survivor", "b");
        await DoneAsync("connect");
        await ExecuteAsync(Master.A, "INSERT INTO t VALUES (5)");
        await EqualAsync();
        Assert.Equal([1, 2, 3, 4, 5], await RowsAsync(Master.B));

        // A shard has a controller.
        await ExecuteAsync(Master.A, "CREATE TABLE shard_gate (side CHAR(1) NOT NULL, PRIMARY KEY (side))");
        foreach (var command in (string[])["takeover", "rejoin", "failback"])
            await RefusedAsync($"POST /admin/shards/NAME/pair/{command}", command, "--survivor", "b");
    }

    /// <summary>Row after row at A, until it dies.</summary>
    private async Task WriteAsync(Action acked)
    {
        try
        {
            for (var n = 1; ; n++)
            {
                await ExecuteAsync(Master.A, $"INSERT INTO t VALUES ({n})");
                acked();
            }
        }
        catch (Exception e) when (e is MySqlException or IOException)
        {
            // It is dead.
        }
    }

    private async Task DoneAsync(params string[] command)
    {
        var (code, output) = await RunAsync(command);
        Assert.True(code == 0, $"pair.sh {string.Join(' ', command)} ended with {code}:\n{output}");
    }

    private async Task RefusedAsync(string why, params string[] command)
    {
        var (code, output) = await RunAsync(command);
        Assert.True(code == Refused && output.Contains(why, StringComparison.Ordinal), $"pair.sh {string.Join(' ', command)} ended with {code}:\n{output}");
    }

    private Task<(int Code, string Output)> RunAsync(string[] command) => ShellScript.RunAsync(
        "deploy/database/pair.sh",
        new Dictionary<string, string>
        {
            ["PAIR_ADMIN_PASSWORD"] = servers.A.Password,
            ["CHAT_PASSWORD"] = servers.A.Password,
            ["CONTROL_PASSWORD"] = servers.A.Password,
            ["REPLICATION_PASSWORD"] = servers.A.Password,
        },
        [.. command, "--a", Address(servers.A), "--b", Address(servers.B), "--user", "root_of_tests", "--database", MariaDbPair.Database]);

    private static string Address(MariaDbServer server) => $"127.0.0.1:{server.Port.ToString(CultureInfo.InvariantCulture)}";

    private async Task EqualAsync() => await Eventually.True(
        async () => (await RowsAsync(Master.A)).SequenceEqual(await RowsAsync(Master.B)), Eventually.Usual, () => "both to have the same rows");

    private async Task<List<int>> RowsAsync(Master side)
    {
        await using var connection = new MySqlConnection(servers.Chat(side));
        await connection.OpenAsync();
        await using var command = new MySqlCommand("SELECT n FROM t ORDER BY n", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<int>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetInt32(0));
        return rows;
    }

    private async Task ExecuteAsync(Master side, string sql, uint seconds = 10)
    {
        var settings = new MySqlConnectionStringBuilder(servers.Chat(side)) { Pooling = false, ConnectionTimeout = seconds, DefaultCommandTimeout = seconds, CancellationTimeout = -1 };
        await using var connection = new MySqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var command = new MySqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
