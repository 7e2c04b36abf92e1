using Chat.Sharding;
using Chat.Sharding.Overview;
using Chat.Silo;
using Chat.Teams;
using Chat.Tests.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Orleans.TestingHost;
using Xunit;

namespace Chat.Tests.Sharding;

/// <summary>A controller that finds what another one left unfinished, on a silo with a real pair.</summary>
public sealed class ShardControllerTests(PairedStorage storage) : IClassFixture<PairedStorage>, IAsyncLifetime
{
    private InProcessTestCluster? _cluster;

    private IShardControllerGrain Controller => _cluster!.Client.GetGrain<IShardControllerGrain>(PairedStorage.Shard);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Commits_are_let_go_after_who_decided_that_the_masters_are_apart_ended_before_that()
    {
        foreach (var side in Enum.GetValues<Master>())
            await storage.AdministerAsync(side, "STOP SLAVE IO_THREAD");
        await storage.SetStateAsync(ShardSync.Apart);
        await StartAsync();
        await Polling.Until(async () => (await Controller.GetStatus()) is { A.WaitsForAcks: false, B.WaitsForAcks: false, A.Answers: true }, "acks to be off");
        Assert.Equal(ShardSync.Apart, (await Controller.GetStatus()).State);

        foreach (var side in Enum.GetValues<Master>())
            await storage.AdministerAsync(side, "START SLAVE IO_THREAD");
        await Polling.Until(
            async () => (await Controller.GetStatus()) is { State: ShardSync.Synced, A.WaitsForAcks: true, B.WaitsForAcks: true }, "the two to be in step");
        Assert.Empty(await storage.DifferencesAsync());
    }

    private async Task StartAsync()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Chat:Storage:Provider"] = "mysql",
            ["Chat:Storage:Directory"] = storage.DirectoryConnection,
            [$"Chat:Shards:{PairedStorage.Shard}:A"] = storage.Pair.Chat(Master.A),
            [$"Chat:Shards:{PairedStorage.Shard}:B"] = storage.Pair.Chat(Master.B),
            [$"Chat:Shards:{PairedStorage.Shard}:ControlA"] = storage.Pair.Control(Master.A),
            [$"Chat:Shards:{PairedStorage.Shard}:ControlB"] = storage.Pair.Control(Master.B),
        }).Build();
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddChatGrains(settings);
            silo.Services.AddTeamPlacement();
            silo.Services.AddShardOverview();
            silo.Services.AddShardKeepers();
            silo.Services.AddLogging(static logging => logging.SetMinimumLevel(LogLevel.Warning));
            silo.AddMemoryGrainStorageAsDefault();
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }
}
