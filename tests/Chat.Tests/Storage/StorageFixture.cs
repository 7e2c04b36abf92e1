using Chat.Channels;
using Chat.Messages;
using Chat.Sessions;
using Chat.Sharding;
using Chat.Teams;
using Chat.Users;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

[assembly: AssemblyFixture(typeof(Chat.Tests.Storage.MariaDbServer))]

namespace Chat.Tests.Storage;

/// <summary>Storage as the silo composes it, on a database of its own.</summary>
public abstract class StorageFixture : IAsyncLifetime
{
    private ServiceProvider? _services;
    private Dictionary<string, string?> _settings = [];

    /// <summary>The connection string of a shard.</summary>
    public string ShardConnection(string shard) => _settings[$"Chat:Shards:{shard}:A"]!;

    /// <summary>The connection string of the directory database.</summary>
    public string DirectoryConnection => _settings["Chat:Storage:Directory"]!;

    public ServiceProvider Services => _services ?? throw new InvalidOperationException("The fixture is not initialized.");

    public IShardLog Log => Services.GetRequiredService<IShardLog>();

    public ShardMap Map => Services.GetRequiredService<ShardMap>();

    public MessageStore Messages => Services.GetRequiredService<MessageStore>();

    public ChannelStore Channels => Services.GetRequiredService<ChannelStore>();

    public UserStore Users => Services.GetRequiredService<UserStore>();

    public EventStore Events => Services.GetRequiredService<EventStore>();

    public TeamOwnerStore Owners => Services.GetRequiredService<TeamOwnerStore>();

    public TeamDirectory Directory => Services.GetRequiredService<TeamDirectory>();

    public SessionPositionStore Positions => Services.GetRequiredService<SessionPositionStore>();

    public async ValueTask InitializeAsync()
    {
        _settings = await PrepareAsync();
        _services = Compose();
        await StorageStartup.MigrateAsync(_services);
    }

    /// <summary>A second process on the same databases, so to say.</summary>
    public ServiceProvider Compose(params (string Key, string Value)[] more) => Compose(_settings, more);

    /// <summary>Several processes on new databases that are still empty.</summary>
    public async Task<ServiceProvider[]> ComposeOnEmptyAsync(int processes)
    {
        var settings = await PrepareAsync();
        return [.. Enumerable.Range(0, processes).Select(_ => Compose(settings))];
    }

    private static ServiceProvider Compose(Dictionary<string, string?> given, params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>(given);
        foreach (var (key, value) in more)
            settings[key] = value;
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddChatStorage(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    /// <summary>A new team, provisioned and claimed.</summary>
    public async Task<TestTeam> NewTeamAsync()
    {
        var domain = $"team-{Guid.NewGuid():N}";
        var team = (await Directory.ReserveAsync(domain, "Team")).Team;
        await Owners.ProvisionAsync(team, TestTeam.Slackbot(team.Id));
        await Directory.ActivateAsync(team.Id);
        return new TestTeam(this, team.Id, await Owners.ClaimAsync(team.Id));
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
            await _services.DisposeAsync();
        await CleanUpAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes the empty databases and answers the settings that lead to them.</summary>
    protected abstract Task<Dictionary<string, string?>> PrepareAsync();

    protected virtual Task CleanUpAsync() => Task.CompletedTask;
}

public sealed class SqliteStorage : StorageFixture
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"chat-sqlite-{Guid.NewGuid():N}");

    protected override Task<Dictionary<string, string?>> PrepareAsync() => Task.FromResult(new Dictionary<string, string?>
    {
        ["Chat:Storage:Path"] = Path.Combine(_folder, $"{Guid.NewGuid():N}.db"),
    });

    protected override Task CleanUpAsync()
    {
        System.IO.Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }
}

public sealed class MariaDbStorage(MariaDbServer server) : StorageFixture
{
    public MariaDbServer Server { get; } = server;

    protected override async Task<Dictionary<string, string?>> PrepareAsync() => new()
    {
        ["Chat:Storage:Provider"] = "mysql",
        ["Chat:Storage:Directory"] = await Server.CreateDatabaseAsync("directory"),
        ["Chat:Shards:s1:A"] = await Server.CreateDatabaseAsync("s1"),
        ["Chat:Shards:s2:A"] = await Server.CreateDatabaseAsync("s2"),
    };
}
