using Chat.Errors;
using Chat.Messages;
using Chat.Sharding;
using Chat.Sharding.Balancing;
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

/// <summary>The balancer on a silo with two real shards, told what is written.</summary>
public sealed class BalancerTests(MariaDbStorage storage) : IClassFixture<MariaDbStorage>, IAsyncLifetime
{
    private const int Mark = 8;
    private InProcessTestCluster? _cluster;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IShardBalancerGrain Balancer => _cluster!.Client.GetGrain<IShardBalancerGrain>(0);

    private IShardDirectoryGrain Shards => _cluster!.Client.GetGrain<IShardDirectoryGrain>(0);

    public async ValueTask InitializeAsync()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Chat:Storage:Provider"] = "mysql",
            ["Chat:Storage:Directory"] = storage.DirectoryConnection,
            ["Chat:Shards:s1:A"] = storage.ShardConnection("s1"),
            ["Chat:Shards:s2:A"] = storage.ShardConnection("s2"),
            ["Chat:Moves:KeepSource"] = "00:00:00",
            ["Chat:Sharding:Automatic"] = "propose",
            ["Chat:Sharding:HotWritesPerSecond"] = $"{Mark}",
            ["Chat:Sharding:LookEvery"] = "00:00:00.5",
            ["Chat:Sharding:Sustained"] = "00:00:01",
        }).Build();
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddChatGrains(settings);
            silo.Services.AddTeamPlacement();
            silo.Services.AddShardOverview();
            silo.Services.AddShardKeepers();
            silo.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
            silo.AddMemoryGrainStorageAsDefault();
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task A_hot_shard_is_proposed_to_give_a_team_and_nothing_moves_until_it_is_drained()
    {
        await Shards.Change("s2", "full", null);
        var (hot, mild) = (await storage.NewTeamAsync(), await storage.NewTeamAsync());
        var abandoned = await storage.Directory.ReserveAsync($"team-{Guid.NewGuid():N}", "Never made");
        await storage.Map.Directory.ExecuteAsync(
            "UPDATE directory_teams SET created = created - 120 WHERE team_id = @team", Cancel, ("@team", abandoned.Id.Number));
        Assert.Equal(ErrorCodes.NoOtherShard, (await Assert.ThrowsAsync<ChatException>(() => Balancer.Split("s1", []))).Code);
        await Shards.Change("s2", "active", null);

        // Seven and six changes a second.
        var load = _cluster!.Silos[0].ServiceProvider.GetRequiredService<ShardLoad>();
        load.Committed("s1", [.. Enumerable.Repeat(Item(hot.Id), 420), .. Enumerable.Repeat(Item(mild.Id), 360)]);
        await UntilAsync(async () => (await Balancer.GetReport()).Proposals.Length > 0, "a proposal");
        var report = await Balancer.GetReport();
        Assert.Equal(("propose", null), (report.Automatic, report.Fault));
        var proposal = Assert.Single(report.Proposals);
        Assert.Equal(("s1", (double)Mark, null), (proposal.Shard, proposal.WritesMark, proposal.Reason));
        Assert.InRange(proposal.WritesPerSecond, Mark, 13.5);
        Assert.Equal((hot.Id, "s2"), (Assert.Single(proposal.Moves).Team, proposal.Moves[0].Target));
        Assert.Empty(await Shards.ListMoves());
        // What was seen decides where new teams go.
        await UntilAsync(
            async () => (await storage.Services.GetRequiredService<ShardStateStore>().CandidatesAsync()).Single(s => s.Name == "s1").Load.Writes > Mark, "the load to be noted");

        // Without an answer from the directory there is no proposal.
        await using (var connection = await storage.Map.Directory.OpenAsync(Cancel))
        {
            await connection.RunAsync("LOCK TABLES directory_shards WRITE", Cancel);
            await UntilAsync(async () => (await Balancer.GetReport()).Fault is not null, "the directory to be missed");
            Assert.Empty((await Balancer.GetReport()).Proposals);
            await connection.RunAsync("UNLOCK TABLES", Cancel);
        }
        await UntilAsync(async () => (await Balancer.GetReport()).Fault is null, "the directory to be back");

        await Shards.Change("s1", "draining", null);
        await UntilAsync(async () => (await Shards.List()).Shards[0] is { Even.Teams: 0, Odd.Teams: 0, Leaving: 0 }, "the shard to be empty");
        // What was begun was moved with its rows; what was not, without.
        var moves = await Shards.ListMoves();
        Assert.Equal(new[] { hot.Id, mild.Id }.OrderBy(t => t.Number), moves.Select(m => m.Team).OrderBy(t => t.Number));
        Assert.All(moves, move => Assert.Equal(("s1", "s2", "done"), (move.Source, move.Target, move.State)));
        Assert.Equal("s2", (await storage.Directory.FindAsync(abandoned.Id))!.Shard);
        Assert.Equal("removed", (await Shards.Remove("s1")).State);
    }

    private static async Task UntilAsync(Func<Task<bool>> ask, string what)
    {
        for (var began = Environment.TickCount64; !await ask(); await Task.Delay(100, Cancel))
            Assert.True(Environment.TickCount64 - began < 30_000, $"Waited in vain for {what}.");
    }

    private static PendingAppend Item(TeamId team) => new(
        new LogItem(team, 1, [new LogStep(new Ts(1), null, [new MessageInsert(new Message { Team = team, Channel = new("C1"), User = new("U1"), Text = "hi" }, null)])]), 0);
}
