using Chat.Channels;
using Chat.Jobs;
using Chat.Messages;
using Chat.Resilience;
using Chat.Sessions;
using Chat.Sharding;
using Chat.Sharding.Overview;
using Chat.Silo;
using Chat.Teams;
using Chat.Tests.Jobs;
using Chat.Users;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Orleans.TestingHost;
using Xunit;

namespace Chat.Tests.Cluster;

/// <summary>
/// One silo (or more, which share the file) with the real grains and stores on SQLite, and a client beside it, as the gateway is one. Shared by a collection; each test has a
/// team of its own, so that only the clock is common.
/// </summary>
public sealed class ChatCluster : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"chat-grains-{Guid.NewGuid():N}");
    private InProcessTestCluster? _cluster;

    internal short Silos { get; init; } = 1;

    /// <summary>Further settings of the silos.</summary>
    internal IEnumerable<KeyValuePair<string, string?>> More { get; init; } = [];

    internal ShiftedClock Clock { get; } = new();

    internal InProcessTestCluster Cluster => _cluster ?? throw new InvalidOperationException("The fixture is not initialized.");

    internal ChatGrains Grains => new(Cluster.Client);

    /// <summary>As the edge calls grains: what may well succeed when sent again is sent again.</summary>
    internal GrainCalls Calls { get; } = new(Options.Create(new GrainCallOptions { Delay = TimeSpan.FromMilliseconds(5) }), TimeProvider.System);

    internal ScriptedJobs Jobs { get; } = new();

    internal JobOptions JobOptions => Silo<IOptions<JobOptions>>().Value;

    internal MessageStore Messages => Silo<MessageStore>();

    internal EventStore Events => Silo<EventStore>();

    internal TeamOwnerStore Owners => Silo<TeamOwnerStore>();

    internal SessionPositionStore Positions => Silo<SessionPositionStore>();

    internal static TeamOptions TeamOptions => new();

    public async ValueTask InitializeAsync()
    {
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>(More)
            {
                ["Chat:Storage:Path"] = Path.Combine(_folder, "chat.db"),
                ["Chat:Jobs:FirstPause"] = "00:00:00.1",
                ["Chat:Jobs:PollPeriod"] = "00:00:00.5",
                ["Chat:Jobs:LeaseTime"] = "00:00:30",
            }).Build();
        await using (var storage = new ServiceCollection().AddLogging().AddChatStorage(settings).BuildServiceProvider())
            await StorageStartup.MigrateAsync(storage);
        var builder = new InProcessTestClusterBuilder(Silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<TimeProvider>(Clock);
            silo.Services.AddChatGrains(settings);
            silo.Services.AddSingleton<IJobHandler>(Jobs);
            GrainAddressCache.AddTo(silo.Services);
            silo.Services.AddTeamPlacement();
            silo.Services.AddShardOverview();
            silo.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
            silo.AddSqliteGrainStorageAsDefault();
            silo.AddJobStreams();
            silo.UseInMemoryReminderService();
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    /// <summary>Somebody takes a job that does not exist yet, and will not be heard of again.</summary>
    internal Task LeaseToNobody(JobId job, string kind, TimeSpan time) => LostLease.OnAsync(Silo<ShardMap>(), job, kind, Clock.GetUtcNow() + time);

    /// <summary>A new team with its admin; created as operators create one.</summary>
    internal async Task<LiveTeam> NewTeam()
    {
        var name = $"t{Guid.NewGuid():N}";
        var created = await Grains.Directory.Create(new NewTeam("Team", name, "admin", "admin@example.org", "no hash"));
        var admin = await Grains.Roster(created.Team.Id).Authenticate(Token.Hash(created.Token));
        return new LiveTeam(this, created, admin);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private T Silo<T>()
        where T : notnull => Cluster.Silos[0].ServiceProvider.GetRequiredService<T>();
}

[CollectionDefinition(Name)]
public sealed class ClusterCollection : ICollectionFixture<ChatCluster>
{
    public const string Name = "A silo on SQLite";
}
