using System.Diagnostics;
using Chat.EndToEnd.Harness;
using Chat.EndToEnd.SlackSdk;

namespace Chat.EndToEnd.Cluster;

/// <summary>
/// Processes are killed while people talk, 50 messages a second in each of several teams: every acked message is in history once, in order, and
/// every client is shown each exactly once.
/// </summary>
[Collection(nameof(ClusterServers))]
public sealed class FailureTests(ClusterServers cluster) : IAsyncLifetime
{
    private const int PerSecond = 25;
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(4);

    /// <summary>Of a team whose silo stops in order.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Noise makes one stop slow now and then, a fault every time; and what hangs, hangs for as long as a call may take, which is never noise.</summary>
    private const int Stops = 3;
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(4);

    public async ValueTask InitializeAsync() => await cluster.HealAsync();

    public async ValueTask DisposeAsync() => await cluster.HealAsync();

    /// <summary>Each team lives on one of the two silos, so that of the two runs at least one takes every team's silo away.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Nothing_acked_is_lost_or_doubled_when_a_silo_is_killed(int silo)
    {
        await using var rooms = await Rooms.OpenAsync(cluster, 3, [0], [1]);
        await Talk(rooms, () => cluster.Silos[silo].KillAsync());
        var outages = rooms.All.Select(r => r.Outage).Order().ToList();
        Proof.Report($"kill -9 of silo {silo + 1}: longest time without an ack of any client, by team: {string.Join(", ", outages.Select(o => $"{o.TotalSeconds:0.00} s"))}");
        Assert.True(outages[^1] < TimeSpan.FromSeconds(12), $"a team was silent for {outages[^1]}");
    }

    [Fact]
    public async Task Nothing_acked_is_lost_or_doubled_when_a_gateway_is_killed()
    {
        await using var rooms = await Rooms.OpenAsync(cluster, 2, [0, 1], [1, 0]);
        await Talk(rooms, () => cluster.Gateways[0].KillAsync());
        Assert.All(rooms.All, room => Assert.True(room.Alice.Resumes > 0, "alice should have gone to the other gateway"));
        Assert.All(rooms.All, room => Assert.Equal(0, room.Bob.Resumes));
        Proof.Report($"kill -9 of gateway 1: longest time without an ack of any client, by team: {string.Join(", ", rooms.All.Select(r => $"{r.Outage.TotalSeconds:0.00} s"))}");
    }

    [Fact]
    public async Task A_silo_that_is_stopped_orderly_is_hardly_noticed()
    {
        var longest = new List<TimeSpan>();
        while (longest.Count < Stops && !longest.Exists(pause => pause < Pause))
        {
            await cluster.HealAsync();
            await using var rooms = await Rooms.OpenAsync(cluster, 3, [0], [1]);
            await Talk(rooms, () => cluster.Silos[1].StopAsync());
            Proof.Report($"SIGTERM of silo 2: longest time without an ack of any client, by team: {string.Join(", ", rooms.All.Select(r => $"{r.Outage.TotalSeconds:0.00} s"))}");
            Assert.All(rooms.All, room => Assert.Equal(0, room.Alice.Resumes + room.Bob.Resumes));
            longest.Add(rooms.All.Max(room => room.Outage));
            Assert.True(longest[^1] < Hang, $"a team was silent for {longest[^1].TotalSeconds:0.00} s; logs:\n{cluster.Logs()}");
        }
        Assert.True(longest.Exists(pause => pause < Pause), $"in each of {Stops} stops a team was silent for {string.Join(", ", longest.Select(pause => $"{pause.TotalSeconds:0.00} s"))}");
    }

    [Fact]
    public async Task Official_clients_whose_gateway_is_killed_go_on_at_the_other_and_miss_nothing()
    {
        var team = await TestTeam.CreateAsync(cluster.Apis[1], "alice", "bob", "botty");
        var channel = await team.CreateChannelAsync("bob", "work", false, "alice", "botty");
        await using var network = new TcpProxy(cluster.Gateways[0].Address);
        await SdkRun.ResumeAsync(team, network, channel, new Dictionary<string, Func<Task>>
        {
            ["the gateway was killed"] = async () =>
            {
                network.Target = cluster.Gateways[1].Address;
                await cluster.Gateways[0].KillAsync();
            },
        });
    }

    [Fact]
    public async Task A_database_that_is_away_refuses_posts_in_time_and_service_returns_by_itself()
    {
        await using var rooms = await Rooms.OpenAsync(cluster, 2, [0], [1]);
        rooms.StartTalking(perSecond: 5);
        await Eventually.True(() => rooms.All.TrueForAll(r => r.Alice.Acks.Count > 5), Eventually.Usual, () => $"the first acks; refusals: {string.Join(", ", rooms.All.SelectMany(r => r.Alice.Refusals).TakeLast(5))}; logs:\n{cluster.Logs()}");

        var room = rooms.All[0];
        await cluster.Database.KillAsync();
        var asked = Stopwatch.StartNew();
        var answer = await room.Team.Api.Call(
            "chat.postMessage", room.Team["alice"].Token, ("channel", room.Channel), ("text", "into the void"), ("client_msg_id", "void"));
        Assert.False(answer["ok"]!.GetValue<bool>(), answer.ToJsonString());
        Assert.InRange(asked.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        // What cannot write is not to be counted on, and not to be killed for it; gateways have silos that answer.
        foreach (var silo in cluster.Silos)
            await UntilAsync(silo, ready: 503);
        foreach (var gateway in cluster.Gateways)
            await UntilAsync(gateway, ready: 200);
        await cluster.Database.StartAsync();

        var returned = Stopwatch.StartNew();
        var before = rooms.All.ConvertAll(r => r.Alice.Acks.Count);
        await Eventually.True(
            () => rooms.All.Index().All(r => r.Item.Alice.Acks.Count > before[r.Index] + 5), TimeSpan.FromSeconds(60), () => $"acks after the database's return; logs:\n{cluster.Logs()}");
        Proof.Report($"database away: refused after {asked.Elapsed.TotalSeconds:0.0} s with {answer["error"]}; acks {returned.Elapsed.TotalSeconds:0.0} s after its return");
        var again = await room.Team.Api.Ok(
            "chat.postMessage", room.Team["alice"].Token, ("channel", room.Channel), ("text", "into the void"), ("client_msg_id", "void"));
        Assert.False(string.IsNullOrEmpty(SlackApi.Text(again, "ts")));
        await rooms.ProveAsync();
        foreach (var silo in cluster.Silos)
            await UntilAsync(silo, ready: 200);
    }

    [Fact]
    public async Task A_gateway_without_a_silo_is_not_ready_and_not_killed_for_it()
    {
        await Task.WhenAll(cluster.Silos.Select(silo => silo.KillAsync()));
        foreach (var gateway in cluster.Gateways)
            await UntilAsync(gateway, ready: 503);
        var ids = cluster.Gateways.Select(gateway => gateway.Id).ToArray();
        await cluster.HealAsync();
        Assert.Equal(ids, cluster.Gateways.Select(gateway => gateway.Id));
    }

    /// <summary>Until its readiness is told so; that it lives is told all the while.</summary>
    private static Task UntilAsync(ServerProcess server, int ready) => Eventually.True(
        async () =>
        {
            Assert.Equal(200, await server.HealthAsync("live"));
            return await server.HealthAsync("ready") == ready;
        },
        TimeSpan.FromSeconds(20), () => $"{server.Name}'s readiness to be {ready}; its log:\n{server.Log}");

    /// <summary>Talk, the failure in the middle of it, talk until everybody is served again, and the proof.</summary>
    private async Task Talk(Rooms rooms, Func<Task> failure)
    {
        rooms.StartTalking(PerSecond);
        await Task.Delay(Before);
        await failure();
        var at = rooms.All.ConvertAll(r => r.Alice.Acks.Count);
        await Task.Delay(After);
        await Eventually.True(
            () => rooms.All.Index().All(r => r.Item.Alice.Acks.Count > at[r.Index] + PerSecond),
            TimeSpan.FromSeconds(60),
            () => $"every team to be served again; logs:\n{cluster.Logs()}");
        await rooms.ProveAsync();
    }
}
