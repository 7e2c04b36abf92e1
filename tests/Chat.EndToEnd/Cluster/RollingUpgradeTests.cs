using System.Diagnostics;
using System.Globalization;
using Chat.EndToEnd.Faults;
using Chat.EndToEnd.Harness;
using Chat.EndToEnd.Telemetry;

namespace Chat.EndToEnd.Cluster;

/// <summary>Every process of a cluster is stopped (SIGTERM) and started again, one after the other, as an upgrade does it, while people talk.</summary>
[Collection(nameof(UpgradeCluster))]
public sealed class RollingUpgradeTests(UpgradeCluster cluster) : IAsyncLifetime
{
    /// <summary>Two people in each of four teams: some hundred messages a second.</summary>
    private const int PerSecond = 13;

    /// <summary>Of the posts while one process is replaced, whichever it is.</summary>
    private static readonly TimeSpan P99 = TimeSpan.FromSeconds(1);

    /// <summary>Noise makes one slow now and then, a fault every time.</summary>
    private const int Upgrades = 3;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    public async ValueTask InitializeAsync() => await cluster.HealAsync();

    public async ValueTask DisposeAsync() => await cluster.HealAsync();

    [Fact]
    public async Task An_upgrade_loses_nothing_repeats_nothing_and_is_hardly_felt()
    {
        var felt = new List<TimeSpan>();
        while (felt.Count < Upgrades && !felt.Exists(p99 => p99 < P99))
            felt.Add(await UpgradeAsync());
        Assert.True(felt.Exists(p99 => p99 < P99), $"the worst p99 while a process was replaced, of each upgrade: {string.Join(", ", felt.Select(p99 => $"{p99.TotalMilliseconds:0} ms"))}");
    }

    /// <returns>The worst p99 of posts while one process was replaced.</returns>
    private async Task<TimeSpan> UpgradeAsync()
    {
        await using var rooms = await Rooms.OpenAsync(cluster, 4, [0, 1], [1, 0]);
        rooms.StartTalking(PerSecond);
        await Eventually.True(() => rooms.All.TrueForAll(r => r.Alice.Acks.Count > 20), Eventually.Usual, "the first acks");
        // A process that has just started compiles what it runs; what is measured is the upgrade.
        await Task.Delay(Between, TestContext.Current.CancellationToken);

        var began = Stopwatch.GetTimestamp();
        var worst = TimeSpan.Zero;
        foreach (var server in cluster.Silos.Concat(cluster.Gateways))
        {
            var (from, sockets) = (Stopwatch.GetTimestamp(), Resumes(rooms));
            await server.StopAsync();
            var stopped = Stopwatch.GetElapsedTime(from);
            await server.StartAgainAsync();
            await Task.Delay(Between, TestContext.Current.CancellationToken);
            Proof.Report($"{server.Name}: stopped in {stopped.TotalSeconds:0.0} s; {Told(rooms, from)}; {Resumes(rooms) - sockets} sockets resumed elsewhere");
            if (cluster.Silos.Contains(server))
                Assert.Equal(sockets, Resumes(rooms));
            else
                Assert.True(Resumes(rooms) > sockets, $"the sockets of {server.Name} should have been closed, for their clients to resume elsewhere");
            worst = Percentile(rooms, from, 0.99) is var p99 && p99 > worst ? p99 : worst;
        }
        await rooms.ProveAsync();
        var refusals = rooms.All.SelectMany(room => room.Alice.Refusals.Concat(room.Bob.Refusals)).Where(refusal => refusal != "socket lost").ToList();
        Proof.Report($"all five in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s: {Told(rooms, began)}; {refusals.Count} refused");
        Assert.Empty(refusals);
        return worst;
    }

    /// <summary>Teams come with what they remember, both when a silo stops and when it is back.</summary>
    [Fact]
    public async Task Teams_go_and_come_back_by_themselves()
    {
        var teams = new List<TestTeam>();
        for (var n = 0; n < 16; n++)
            teams.Add(await TestTeam.CreateAsync(cluster.Apis[n % 2], "alice"));
        var silo = cluster.Silos[1];
        // Where a team lives is told by its name and the silos' addresses: what it serves now it will serve again.
        var share = await ServedBy(silo);
        Assert.True(share > 0, "the silo should have teams");
        await silo.StopAsync();
        foreach (var team in teams)
            await team.PostAsync("alice", team.General, "while it was away");
        await silo.StartAgainAsync();

        var ready = Stopwatch.StartNew();
        await Eventually.True(
            () => silo.Log.Contains("came from another silo"), TimeSpan.FromSeconds(60), () => $"the silo that is back to be given teams; its log:\n{silo.Log}");
        foreach (var gateway in cluster.Gateways)
        {
            await Eventually.True(
                async () => (int)(await Scrape.OfAsync(gateway)).Sum("orleans_client_connected_gateways") == cluster.Silos.Length,
                Eventually.Usual, () => $"{gateway.Name} to be connected to every silo");
        }
        var first = ready.Elapsed;
        await Eventually.True(async () => await ServedBy(silo) >= share, TimeSpan.FromMinutes(1), () => $"the silo that is back to have its {share} teams; its log:\n{silo.Log}");
        Proof.Report($"a silo that joined has its first team after {first.TotalSeconds:0.0} s, all its {share} of {teams.Count} after {ready.Elapsed.TotalSeconds:0.0} s at most");
        foreach (var team in teams)
            await team.PostAsync("alice", team.General, "and back again");
    }

    private static async Task<int> ServedBy(ServerProcess silo) => (int)(await Scrape.OfAsync(silo)).Sum("chat_teams_active");

    private static string Told(Rooms rooms, long from) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Latencies(rooms, from).Count()} posts meanwhile: p50 {Percentile(rooms, from, 0.5).TotalMilliseconds:0} ms, p99 {Percentile(rooms, from, 0.99).TotalMilliseconds:0} ms, longest {Latencies(rooms, from).Max().TotalMilliseconds:0} ms");

    private static TimeSpan Percentile(Rooms rooms, long from, double of) => RoundSummary.Percentile(Latencies(rooms, from), of);

    private static int Resumes(Rooms rooms) => rooms.All.Sum(r => r.Alice.Resumes + r.Bob.Resumes);

    private static IEnumerable<TimeSpan> Latencies(Rooms rooms, long from) =>
        rooms.All.SelectMany(r => r.Alice.Acks.Concat(r.Bob.Acks)).Where(ack => ack.Asked >= from).Select(ack => ack.Took);
}
