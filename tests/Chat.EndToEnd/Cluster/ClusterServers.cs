using System.Globalization;
using Chat.EndToEnd.Harness;
using Chat.Tests.Storage;
using Chat.Tests.Unfurling;
using MySqlConnector;

namespace Chat.EndToEnd.Cluster;

/// <summary>
/// Two silos (or more) and two gateways as real processes, over a private MariaDB with a directory database and two shards. All reach the directory over one link
/// that can be cut. Tests that kill a process or cut the link call <see cref="HealAsync"/> so that the next one finds everything.
/// </summary>
public class ClusterServers : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private string directory = "";
    private string[] shards = [];
    private TcpProxy? directoryLink;

    public MariaDbServer Database { get; } = new();

    /// <summary>Pages that the silos may look at.</summary>
    public FixtureSite Site { get; } = new();

    /// <summary>Between all processes and the directory database; the shards are reached without it.</summary>
    public TcpProxy DirectoryLink => directoryLink!;

    public ServerProcess[] Silos { get; private set; } = [];

    public ServerProcess[] Gateways { get; private set; } = [];

    public SlackApi[] Apis => [.. Gateways.Select(g => new SlackApi(g.Address))];

    protected virtual int SiloCount => 2;

    /// <summary>Further settings of the silos.</summary>
    protected virtual IEnumerable<KeyValuePair<string, string>> More => [];

    /// <summary>Further settings of the gateways.</summary>
    protected virtual IEnumerable<KeyValuePair<string, string>> MoreOfGateways => [];

    protected virtual int GatewayCount => 2;

    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        directoryLink = new TcpProxy(new Uri($"http://127.0.0.1:{Database.Port}/"));
        directory = new MySqlConnectionStringBuilder(await Database.CreateDatabaseAsync("directory")) { Port = (uint)directoryLink.Address.Port }.ConnectionString;
        shards = [await Database.CreateDatabaseAsync("s1"), await Database.CreateDatabaseAsync("s2")];
        // The first one migrates the databases.
        Silos = [await StartSiloAsync(1)];
        var silos = Enumerable.Range(2, SiloCount - 1).Select(StartSiloAsync).ToArray();
        var gateways = Enumerable.Range(1, GatewayCount).Select(StartGatewayAsync).ToArray();
        Silos = [.. Silos, .. await Task.WhenAll(silos)];
        Gateways = await Task.WhenAll(gateways);
    }

    /// <summary>A connection of the test's own to a shard, s1 or s2.</summary>
    public async Task<MySqlConnection> OpenShardAsync(string shard)
    {
        var connection = new MySqlConnection(shards[shard == "s1" ? 0 : 1]);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>The directory goes away: from now on it refuses connections.</summary>
    public void CutDirectory()
    {
        DirectoryLink.Refuses = true;
        DirectoryLink.Cut();
    }

    /// <summary>The directory goes away without a word: it takes connections and what is sent, and answers nothing.</summary>
    public void SilenceDirectory()
    {
        (DirectoryLink.Swallows, DirectoryLink.Refuses) = (true, false);
        DirectoryLink.Silence();
    }

    public void RestoreDirectory()
    {
        (DirectoryLink.Refuses, DirectoryLink.Swallows) = (false, false);
        // Those that were opened meanwhile stay silent: they end, as a network's do when it is back.
        DirectoryLink.Cut();
    }

    /// <summary>Takes back every fault, starts again whatever a test has stopped, and waits until everything is ready.</summary>
    public async Task HealAsync()
    {
        if (DirectoryLink.Refuses || DirectoryLink.Swallows)
            RestoreDirectory();
        foreach (var server in Silos.Concat(Gateways).Where(s => !s.IsRunning))
            await server.StartAgainAsync();
        foreach (var server in Silos.Concat(Gateways))
            await Eventually.True(server.IsReadyAsync, TimeSpan.FromSeconds(60), () => $"{server.Name} to be ready; its log:\n{server.Log}");
    }

    /// <summary>The processes' logs, for a test that fails.</summary>
    public string Logs() => string.Join("\n\n", Silos.Concat(Gateways).Select(s => $"== {s.Name}\n{s.Log}"));

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var server in Gateways.Concat(Silos))
            await server.DisposeAsync();
        if (directoryLink is not null)
            await directoryLink.DisposeAsync();
        await Database.DisposeAsync();
        await Site.DisposeAsync();
        folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private Task<ServerProcess> StartSiloAsync(int number) => ServerProcess.StartSiloAsync(
        $"silo{number}",
        new Dictionary<string, string>(More)
        {
            ["Chat__Storage__Provider"] = "mysql",
            ["Chat__Storage__Directory"] = directory,
            ["Chat__Shards__s1__A"] = shards[0],
            ["Chat__Shards__s2__A"] = shards[1],
            ["Chat__Unfurling__AllowedNetworks__0"] = "127.0.0.0/8",
            ["Chat__Unfurling__AllowedPorts__0"] = Site.Port.ToString(CultureInfo.InvariantCulture),
            ["Chat__Moves__KeepSource"] = "00:00:01",
            ["Chat__Transfer__ExportMessagesPerSecond"] = "6000",
            ["Chat__Retention__Grace"] = "00:00:00",
            ["Chat__Retention__LookEvery"] = "00:00:00.5",
            ["Chat__Retention__LeaseTime"] = "00:00:02",
            ["Chat__Retention__BatchMessages"] = "20",
            ["Chat__Retention__MessagesPerSecond"] = "250",
            ["Chat__Moves__RowsPerSecond"] = Environment.GetEnvironmentVariable("CHAT_MOVE_ROWS_PER_SECOND") ?? "25000",
            ["Chat__Cluster__SiloPort"] = FreePorts.Take().ToString(CultureInfo.InvariantCulture),
            ["Chat__Cluster__GatewayPort"] = FreePorts.Take().ToString(CultureInfo.InvariantCulture),
            ["Chat__Cluster__AdvertisedAddress"] = "127.0.0.1",
        },
        folder.Path);

    private Task<ServerProcess> StartGatewayAsync(int number) => ServerProcess.StartGatewayAsync(
        $"gateway{number}",
        new Dictionary<string, string>(MoreOfGateways)
        {
            ["Chat__Storage__Directory"] = directory,
            ["Chat__Operator__Key"] = EmbeddedServer.OperatorKey,
            // Tests measure how long an answer takes; one that was asked to come back later would wait for as long as that.
            ["Chat__Limits__ConnectBurst"] = "100000",
        },
        folder.Path);
}

/// <summary>The cluster's tests share its processes and have the machine for themselves: they measure outages.</summary>
[CollectionDefinition(nameof(ClusterServers), DisableParallelization = true)]
public sealed class ClusterTests : ICollectionFixture<ClusterServers>;
