using System.Net;
using System.Net.Sockets;
using Chat.Jobs;
using Chat.Operations;
using Chat.Sharding;
using Chat.Sharding.Overview;
using Chat.Teams;
using Chat.Telemetry;
using MySqlConnector;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Runtime;

namespace Chat.Silo;

/// <summary>One silo of a cluster: membership, grain state and reminders in the directory database, teams on the shards.</summary>
internal static class ClusterHosting
{
    private const string Invariant = "MySql.Data.MySqlConnector";

    /// <summary>
    /// How long the grain directory holds back a dead silo's grains: no longer than its death takes to be known, or it would be the outage.
    /// </summary>
    private static readonly TimeSpan RangeLease = TimeSpan.FromSeconds(5);

    public static void Configure(WebApplicationBuilder builder, StorageOptions storage)
    {
        var cluster = builder.Configuration.GetSection(ClusterOptions.Section).Get<ClusterOptions>() ?? new ClusterOptions();
        builder.Services.AddOptions<ClusterOptions>().BindConfiguration(ClusterOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        var directory = new MySqlConnectionStringBuilder(storage.Directory ?? throw new InvalidOperationException(
            "Chat:Storage:Directory is not set: a silo needs the connection string of the directory database."))
        {
            MaximumPoolSize = (uint)cluster.ProviderPoolSize,
            // As for our own connections: the default ends a wait for the other master by a commit that it does not have.
            CancellationTimeout = -1,
        };
        // The driver's own bounds (15 s, 30 s) keep a silo waiting for a directory that hangs for longer than its neighbours wait for its word.
        if (!directory.ContainsKey("Connection Timeout"))
            directory.ConnectionTimeout = 3;
        if (!directory.ContainsKey("Default Command Timeout"))
            directory.DefaultCommandTimeout = 5;
        var connection = directory.ConnectionString;
        builder.UseOrleans(silo =>
        {
            Join(silo, cluster);
            silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Invariant, connection));
            silo.AddAdoNetGrainStorageAsDefault(options => (options.Invariant, options.ConnectionString) = (Invariant, connection));
            silo.UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = (Invariant, connection));
            TuneMembership(silo, cluster);
            if (TelemetryHosting.IsCollected(builder.Configuration))
                silo.AddActivityPropagation();
            silo.AddJobStreams();
            GrainAddressCache.AddTo(silo.Services);
            silo.Services.AddTeamPlacement();
            silo.Services.AddShardOverview();
            if (Dashboard.IsOn(builder.Configuration))
                silo.AddDashboard(Dashboard.Configure);
        });
        builder.Services.AddShardKeepers();
        builder.Services.AddHealthChecks();
        builder.AddOperationsPort();
    }

    /// <summary>A silo answers its health alone; people and programs talk to gateways.</summary>
    public static void Map(WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Text("live"));
        app.MapGet("/health/ready", (ISiloStatusOracle membership, ShardWatch shards) => (membership.CurrentStatus, shards.Away) switch
        {
            (SiloStatus.Active, []) => Results.Text("ready"),
            (SiloStatus.Active, var away) => Unready($"no answer from {string.Join(", ", away)}"),
            (SiloStatus.Created or SiloStatus.Joining, _) => Unready("not a member of the cluster yet"),
            _ => Unready("stopping"),
        });
    }

    private static IResult Unready(string reason) => Results.Text(reason, statusCode: StatusCodes.Status503ServiceUnavailable);

    private static void Join(ISiloBuilder silo, ClusterOptions cluster)
    {
        var address = AddressOf(cluster);
        silo.Configure<Orleans.Configuration.ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster.ClusterId, cluster.ServiceId));
        silo.Configure<SiloOptions>(options => options.SiloName = NonEmpty(cluster.SiloName)
            ?? NonEmpty(Environment.GetEnvironmentVariable("POD_NAME")) ?? $"{Environment.MachineName}-{cluster.SiloPort}");
        silo.ConfigureEndpoints(address, cluster.SiloPort, cluster.GatewayPort, listenOnAnyHostAddress: !IPAddress.IsLoopback(address));
    }

    /// <summary>
    /// A killed silo is replaced in under 4 s and a frozen one in under 8 s; healthy silos keep their grains when another dies, for which the
    /// distributed grain directory (marked experimental by Orleans) is there.
    /// </summary>
    private static void TuneMembership(ISiloBuilder silo, ClusterOptions cluster)
    {
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = cluster.ProbeTimeout;
            options.MinProbeTimeout = cluster.ProbeTimeout / 2;
            // Times the missed probes: how long a silo is held to be alive after the last message from it, which is most of a frozen one's outage.
            options.MaxProbeTimeout = cluster.ProbeTimeout * 5 / 3;
            options.NumMissedProbesLimit = 3;
            options.NumVotesForDeathDeclaration = 2;
            options.TableRefreshTimeout = TimeSpan.FromSeconds(10);
            options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(10);
        });
        silo.Configure<GrainDirectoryOptions>(options => options.RangeLeaseDuration = RangeLease);
#pragma warning disable ORLEANSEXP003 // Without it a dead silo takes grains of healthy ones with it.
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        silo.Configure<SiloMessagingOptions>(options =>
        {
            options.ResponseTimeout = TimeSpan.FromSeconds(10);
            options.ClientGatewayShutdownNotificationTimeout = TimeSpan.FromSeconds(2);
            // A gateway that lost its connection to this silo is reached through others; what waits here for it to come back would wait in silence.
            options.ClientDropTimeout = TimeSpan.FromSeconds(5);
        });
    }

    private static IPAddress AddressOf(ClusterOptions cluster)
    {
        var text = NonEmpty(cluster.AdvertisedAddress) ?? NonEmpty(Environment.GetEnvironmentVariable("POD_IP"));
        if (text is not null)
            return IPAddress.Parse(text);
        return Dns.GetHostAddresses(Dns.GetHostName()).FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork) ?? IPAddress.Loopback;
    }

    private static string? NonEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
