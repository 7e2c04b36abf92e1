using System.Globalization;
using Chat.EndToEnd.Harness;
using Chat.Tests.Storage;

namespace Chat.EndToEnd.Cluster;

/// <summary>
/// Two silos and two gateways as real processes, over a private MariaDB with a directory database and two shards. Tests that kill a process
/// call <see cref="HealAsync"/> so that the next one finds all of them.
/// </summary>
public sealed class ClusterServers : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private string directory = "";
    private string[] shards = [];

    public MariaDbServer Database { get; } = new();

    public ServerProcess[] Silos { get; private set; } = [];

    public ServerProcess[] Gateways { get; private set; } = [];

    public SlackApi[] Apis => [.. Gateways.Select(g => new SlackApi(g.Address))];

    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        directory = await Database.CreateDatabaseAsync("directory");
        shards = [await Database.CreateDatabaseAsync("s1"), await Database.CreateDatabaseAsync("s2")];
        // One after the other: the first one migrates the databases.
        Silos = [await StartSiloAsync(1), await StartSiloAsync(2)];
        Gateways = [await StartGatewayAsync(1), await StartGatewayAsync(2)];
    }

    /// <summary>Starts again whatever a test has stopped, and waits until everything is ready.</summary>
    public async Task HealAsync()
    {
        foreach (var server in Silos.Concat(Gateways).Where(s => !s.IsRunning))
            await server.StartAgainAsync();
        foreach (var server in Silos.Concat(Gateways))
            await Eventually.True(server.IsReadyAsync, TimeSpan.FromSeconds(60), () => $"{server.Name} to be ready; its log:\n{server.Log}");
    }

    /// <summary>The processes' logs, for a test that fails.</summary>
    public string Logs() => string.Join("\n\n", Silos.Concat(Gateways).Select(s => $"== {s.Name}\n{s.Log}"));

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Gateways.Concat(Silos))
            await server.DisposeAsync();
        await Database.DisposeAsync();
        folder.Dispose();
    }

    private Task<ServerProcess> StartSiloAsync(int number) => ServerProcess.StartSiloAsync(
        $"silo{number}",
        new Dictionary<string, string>
        {
            ["Chat__Storage__Provider"] = "mysql",
            ["Chat__Storage__Directory"] = directory,
            ["Chat__Shards__s1__A"] = shards[0],
            ["Chat__Shards__s2__A"] = shards[1],
            ["Chat__Cluster__SiloPort"] = FreePorts.Take().ToString(CultureInfo.InvariantCulture),
            ["Chat__Cluster__GatewayPort"] = FreePorts.Take().ToString(CultureInfo.InvariantCulture),
            ["Chat__Cluster__AdvertisedAddress"] = "127.0.0.1",
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

/// <summary>The cluster's tests share its processes and have the machine for themselves: they measure outages.</summary>
[CollectionDefinition(nameof(ClusterServers), DisableParallelization = true)]
public sealed class ClusterTests : ICollectionFixture<ClusterServers>;
