using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;
using Chat.Tests.Storage;
using MySqlConnector;

namespace Chat.EndToEnd.Sharding;

/// <summary>
/// Two silos and two gateways over a directory and a shard of two masters, all real processes. The masters hear each other through a network that a test
/// can cut, in either direction. A further shard, of the directory's server, takes only teams that are moved there.
/// </summary>
public sealed class PairCluster : IAsyncLifetime
{
    public const string Shard = "s1";

    public const string Spare = "s2";

    private readonly TempFolder folder = new();
    private string directory = "";
    private string spare = "";

    public MariaDbServer Directory { get; } = new();

    public MariaDbPair Pair { get; private set; } = null!;

    /// <summary>By which A hears B.</summary>
    public TcpProxy FromB { get; private set; } = null!;

    /// <summary>By which B hears A.</summary>
    public TcpProxy FromA { get; private set; } = null!;

    public ServerProcess[] Silos { get; private set; } = [];

    public ServerProcess[] Gateways { get; private set; } = [];

    public SlackApi[] Apis => [.. Gateways.Select(g => new SlackApi(g.Address))];

    public async ValueTask InitializeAsync()
    {
        await Directory.InitializeAsync();
        directory = await Directory.CreateDatabaseAsync("directory");
        spare = await Directory.CreateDatabaseAsync(Spare);
        Pair = await MariaDbPair.StartAsync(Repository.Root);
        FromB = new TcpProxy(new Uri($"http://127.0.0.1:{Pair.B.Port}/"));
        FromA = new TcpProxy(new Uri($"http://127.0.0.1:{Pair.A.Port}/"));
        await Pair.ConnectAsync(FromB.Address.Port, FromA.Address.Port);
        // The first one migrates the databases.
        Silos = [await StartSiloAsync(1)];
        var (silo, gateways) = (StartSiloAsync(2), Task.WhenAll(StartGatewayAsync(1), StartGatewayAsync(2)));
        Silos = [.. Silos, await silo];
        Gateways = await gateways;
        await UntilAsync("synced");
        await Apis[0].Admin(HttpMethod.Patch, $"admin/shards/{Spare}", new { state = "full" });
    }

    /// <summary>The network between the masters goes away without a word, in one direction or both.</summary>
    /// <param name="fromB">A hears nothing of B.</param>
    /// <param name="fromA">B hears nothing of A.</param>
    public void Part(bool fromB, bool fromA)
    {
        foreach (var (isCut, link) in new[] { (fromB, FromB), (fromA, FromA) })
        {
            if (!isCut)
                continue;
            link.Swallows = true;
            link.Silence();
        }
    }

    /// <summary>The network is back; connections that were silent end.</summary>
    public void Join()
    {
        foreach (var link in new[] { FromA, FromB }.Where(link => link.Swallows))
        {
            link.Swallows = false;
            link.Cut();
        }
    }

    /// <summary>The pair as operators see it.</summary>
    public Task<JsonObject> StatusAsync() => Apis[0].Admin(HttpMethod.Get, $"admin/shards/{Shard}/pair");

    /// <summary>What an operator does; must succeed.</summary>
    public Task<JsonObject> CommandAsync(string command) => Apis[0].Admin(HttpMethod.Post, $"admin/shards/{Shard}/pair/{command}");

    /// <summary>Until the two stand so to each other.</summary>
    public async Task UntilAsync(string state, int seconds = 30)
    {
        JsonObject? last = null;
        await Eventually.True(
            async () => SlackApi.Text(last = await StatusAsync(), "state") == state,
            TimeSpan.FromSeconds(seconds),
            () => $"the pair to be {state}; it is {last?.ToJsonString()}\n{Logs()}");
    }

    /// <summary>Whether its number is even: 36 is, so the last digit tells.</summary>
    public static bool IsEven(string team) => "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".IndexOf(team[^1], StringComparison.Ordinal) % 2 == 0;

    /// <summary>
    /// Each has all that the other has, and every row of every table is the same. Answers what differs for good: positions and gates are written at any
    /// time, also between the looks at the two.
    /// </summary>
    public async Task<List<string>> DifferencesAsync()
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            var different = await CompareAsync();
            if (different.Count == 0 || Stopwatch.GetElapsedTime(since) > TimeSpan.FromSeconds(5))
                return different;
        }
    }

    public string Logs() => string.Join("\n\n", Silos.Concat(Gateways).Select(s => $"== {s.Name}\n{s.Log}"));

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Gateways.Concat(Silos))
            await server.DisposeAsync();
        await FromA.DisposeAsync();
        await FromB.DisposeAsync();
        await Pair.DisposeAsync();
        await Directory.DisposeAsync();
        folder.Dispose();
    }

    private async Task<List<string>> CompareAsync()
    {
        await using var a = await OpenAsync(Master.A);
        await using var b = await OpenAsync(Master.B);
        for (var times = 0; times < 2; times++)
        {
            await AskAsync(a, $"SELECT MASTER_GTID_WAIT('{await AskAsync(b, "SELECT @@GLOBAL.gtid_binlog_pos")}', 10)");
            await AskAsync(b, $"SELECT MASTER_GTID_WAIT('{await AskAsync(a, "SELECT @@GLOBAL.gtid_binlog_pos")}', 10)");
        }
        var tables = (string)(await AskAsync(a, $"SELECT GROUP_CONCAT(table_name ORDER BY 1) FROM information_schema.tables WHERE table_schema = '{MariaDbPair.Database}'"))!;
        var different = new List<string>();
        foreach (var table in tables.Split(','))
        {
            var (left, right) = (await ChecksumAsync(a, table), await ChecksumAsync(b, table));
            if (left != right)
                different.Add($"{table}: {left} at A, {right} at B");
        }
        return different;
    }

    private async Task<MySqlConnection> OpenAsync(Master side)
    {
        var connection = new MySqlConnection(new MySqlConnectionStringBuilder(Pair.Control(side)) { Pooling = false, DefaultCommandTimeout = 60 }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task<object?> AskAsync(MySqlConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }

    private static async Task<string> ChecksumAsync(MySqlConnection connection, string table)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"CHECKSUM TABLE {table} EXTENDED";
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return Convert.ToString(reader.GetValue(1), CultureInfo.InvariantCulture) ?? "";
    }

    private Task<ServerProcess> StartSiloAsync(int number) => ServerProcess.StartSiloAsync(
        $"silo{number}",
        new Dictionary<string, string>
        {
            ["Chat__Storage__Provider"] = "mysql",
            ["Chat__Storage__Directory"] = directory,
            [$"Chat__Shards__{Shard}__A"] = Pair.Chat(Master.A),
            [$"Chat__Shards__{Shard}__B"] = Pair.Chat(Master.B),
            [$"Chat__Shards__{Shard}__ControlA"] = Pair.Control(Master.A),
            [$"Chat__Shards__{Shard}__ControlB"] = Pair.Control(Master.B),
            [$"Chat__Shards__{Spare}__A"] = spare,
            ["Chat__Moves__KeepSource"] = "00:00:01",
            ["Chat__Metrics__Key"] = EmbeddedServer.OperatorKey,
            ["Chat__Cluster__SiloPort"] = FreePorts.Take().ToString(CultureInfo.InvariantCulture),
            ["Chat__Cluster__GatewayPort"] = FreePorts.Take().ToString(CultureInfo.InvariantCulture),
            ["Chat__Cluster__AdvertisedAddress"] = "127.0.0.1",
            // Now, so that the night's comparison is seen.
            ["Chat__Comparing__At"] = TimeProvider.System.GetUtcNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture),
        },
        folder.Path);

    private Task<ServerProcess> StartGatewayAsync(int number) => ServerProcess.StartGatewayAsync(
        $"gateway{number}",
        new Dictionary<string, string>
        {
            ["Chat__Storage__Directory"] = directory,
            ["Chat__Operator__Key"] = EmbeddedServer.OperatorKey,
        },
        folder.Path);
}

/// <summary>The pair's tests share its processes and have the machine for themselves: they measure outages.</summary>
[CollectionDefinition(nameof(PairCluster), DisableParallelization = true)]
public sealed class PairClusterTests : ICollectionFixture<PairCluster>;
