using System.Globalization;
using System.Net;
using Chat.EndToEnd.Harness;
using Chat.Tests.Storage;
using MySqlConnector;

namespace Chat.EndToEnd.Faults;

/// <summary>
/// Three silos and two gateways as real processes over a private MariaDB on a small disk. Each silo reaches the database through a proxy of its
/// own, and the other silos over links that can be cut.
/// </summary>
public sealed class FaultCluster : IAsyncLifetime
{
    private const int SiloCount = 3;
    private static readonly TimeSpan HealBound = TimeSpan.FromSeconds(90);

    private readonly TempFolder folder = new();
    private readonly List<TcpProxy> databaseLinks = [];
    private string directory = "";
    private string[] shards = [];

    public MariaDbServer Database { get; private set; } = null!;

    public ServerProcess[] Silos { get; private set; } = [];

    public ServerProcess[] Gateways { get; private set; } = [];

    public SlackApi[] Apis => [.. Gateways.Select(g => new SlackApi(g.Address))];

    /// <summary>Connection strings of the shards, for those who look into them.</summary>
    public IReadOnlyList<string> Shards => shards;

    /// <summary>Faults that this machine does not let us make, by the reason.</summary>
    public List<string> NotCovered { get; } = [];

    internal SiloNetwork? Network { get; private set; }

    internal SmallDisk? Disk { get; private set; }

    /// <summary>Between a silo and the database.</summary>
    public TcpProxy DatabaseLink(int silo) => databaseLinks[silo];

    public async ValueTask InitializeAsync()
    {
        (Network, var noNetwork) = await SiloNetwork.TryMakeAsync(SiloCount);
        (Disk, var noDisk) = await SmallDisk.TryMakeAsync(SurvivalTests.Number("CHAT_FAULTS_ROUNDS") ?? 0);
        NotCovered.AddRange(new[] { noNetwork, noDisk }.Where(reason => reason.Length > 0));
        Database = Disk is null ? new MariaDbServer() : MariaDbServer.In(Disk.Path);
        await Database.InitializeAsync();
        directory = await Database.CreateDatabaseAsync("directory");
        shards = [await Database.CreateDatabaseAsync("s1"), await Database.CreateDatabaseAsync("s2")];
        var silos = new List<ServerProcess>();
        for (var silo = 0; silo < SiloCount; silo++)
            silos.Add(await StartSiloAsync(silo));
        Silos = [.. silos];
        Gateways = await Task.WhenAll(StartGatewayAsync(1), StartGatewayAsync(2));
    }

    /// <summary>Takes back every fault, starts again what ended, and waits until everything is ready.</summary>
    public async Task HealAsync()
    {
        await Task.WhenAll(Silos.Concat(Gateways).Where(s => !s.IsRunning).Select(s => s.StartAgainAsync()));
        foreach (var server in Silos.Concat(Gateways))
            await Eventually.True(server.IsReadyAsync, HealBound, () => $"{server.Name} to be ready; its log:\n{server.Log}");
    }

    /// <summary>The processes' logs, for a test that fails.</summary>
    public string Logs() => string.Join("\n\n", [.. Silos.Concat(Gateways).Select(s => $"== {s.Name}\n{s.Log}"), $"== database (runs: {Database.IsRunning})\n{Database.Log}"]);

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Gateways.Concat(Silos))
            await server.DisposeAsync();
        foreach (var link in databaseLinks)
            await link.DisposeAsync();
        if (Database is not null)
            await Database.DisposeAsync();
        if (Disk is not null)
            await Disk.DisposeAsync();
        if (Network is not null)
            await Network.DisposeAsync();
        folder.Dispose();
    }

    private Task<ServerProcess> StartSiloAsync(int silo)
    {
        var place = Network?.PlaceOf(silo) ?? ServerPlace.Here;
        var link = new TcpProxy(new Uri($"http://127.0.0.1:{Database.Port}/"), Network?.Here ?? IPAddress.Loopback);
        databaseLinks.Add(link);
        return ServerProcess.StartSiloAsync(
            $"silo{silo + 1}",
            new Dictionary<string, string>
            {
                ["Chat__Storage__Provider"] = "mysql",
                ["Chat__Storage__Directory"] = Over(link, directory),
                ["Chat__Shards__s1__A"] = Over(link, shards[0]),
                ["Chat__Shards__s2__A"] = Over(link, shards[1]),
                ["Chat__Cluster__SiloPort"] = FreePorts.Take().ToString(CultureInfo.InvariantCulture),
                ["Chat__Cluster__GatewayPort"] = FreePorts.Take().ToString(CultureInfo.InvariantCulture),
                ["Chat__Cluster__AdvertisedAddress"] = place.Host,
                ["Chat__Cluster__SiloName"] = $"silo{silo + 1}",
            },
            folder.Path,
            place);
    }

    private static string Over(TcpProxy link, string database) =>
        new MySqlConnectionStringBuilder(database) { Server = link.Address.Host, Port = (uint)link.Address.Port }.ConnectionString;

    private Task<ServerProcess> StartGatewayAsync(int number) => ServerProcess.StartGatewayAsync(
        $"gateway{number}",
        new Dictionary<string, string>
        {
            ["Chat__Storage__Directory"] = directory,
            ["Chat__Operator__Key"] = EmbeddedServer.OperatorKey,
        },
        folder.Path);
}

/// <summary>The survival tests have the machine for themselves: they measure outages.</summary>
[CollectionDefinition(nameof(FaultCluster), DisableParallelization = true)]
public sealed class FaultTests : ICollectionFixture<FaultCluster>;
