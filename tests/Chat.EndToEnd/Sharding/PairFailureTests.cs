using Chat.EndToEnd.Harness;
using Chat.EndToEnd.Telemetry;
using Chat.Tests.Storage;

namespace Chat.EndToEnd.Sharding;

/// <summary>
/// A master dies or freezes, or the two lose each other, while people of both masters' teams talk, 200 messages a second in all: every acked message is in
/// history once, in order, every client is shown each exactly once, and at the end both masters hold the same.
/// </summary>
[Collection(nameof(PairCluster))]
public sealed class PairFailureTests(PairCluster cluster)
{
    private const int PerSecond = 25;

    [Theory]
    [InlineData(Master.A)]
    [InlineData(Master.B)]
    public async Task A_killed_master_is_replaced_within_seconds_and_comes_back(Master side)
    {
        await using var rooms = await PairRooms.OpenAsync(cluster, 2);
        rooms.StartTalking(PerSecond);
        await Task.Delay(2_000, TestContext.Current.CancellationToken);
        await cluster.Pair.On(side).KillAsync();
        await cluster.UntilAsync("solo");
        await MustShow("solo", ("chat_sharding_pair_alarm", null, 1), ("chat_sharding_pair_answers", side, 0), ("chat_sharding_pair_answers", Other(side), 1), ("chat_sharding_pair_receives", side, 0));
        await RequireNoTakeOver("A");
        await RequireNoTakeOver("B");
        await Task.Delay(3_000, TestContext.Current.CancellationToken);
        Report($"kill -9 of master {side}", rooms);
        await PairFault.ReturnAsync(cluster, side);
        await MustShow("synced", ("chat_sharding_pair_alarm", null, 0), ("chat_sharding_pair_answers", side, 1), ("chat_sharding_pair_receives", side, 1));
        await rooms.ProveAsync();
        Assert.Empty(await cluster.DifferencesAsync());
        AssertOutage(rooms, 3);
    }

    [Fact]
    public async Task A_frozen_master_is_replaced_and_acks_nothing_when_it_thaws()
    {
        await using var rooms = await PairRooms.OpenAsync(cluster, 2);
        rooms.StartTalking(PerSecond);
        await Task.Delay(2_000, TestContext.Current.CancellationToken);
        await cluster.Pair.A.PauseAsync();
        await cluster.UntilAsync("solo");
        await Task.Delay(2_000, TestContext.Current.CancellationToken);
        await cluster.Pair.A.ContinueAsync();
        await Task.Delay(2_000, TestContext.Current.CancellationToken);
        Report("SIGSTOP of master A", rooms);
        // As it is it may not come back.
        using (var refused = await cluster.Apis[0].Send(HttpMethod.Post, $"admin/shards/{PairCluster.Shard}/pair/rejoin", null, EmbeddedServer.OperatorKey))
        {
            Assert.Equal(409, (int)refused.StatusCode);
            Assert.Contains("rejoin_refused", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
        await cluster.Pair.A.KillAsync();
        await PairFault.ReturnAsync(cluster, Master.A);
        await rooms.ProveAsync();
        Assert.Empty(await cluster.DifferencesAsync());
        AssertOutage(rooms, 6);
    }

    /// <summary>No network between the masters, or one that leads only one way: each keeps its teams, and neither takes over from then on.</summary>
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Masters_that_lose_each_other_keep_their_teams_and_are_equal_soon_after(bool cutA, bool cutB)
    {
        await using var rooms = await PairRooms.OpenAsync(cluster, 2);
        rooms.StartTalking(PerSecond / 2);
        await Task.Delay(2_000, TestContext.Current.CancellationToken);
        cluster.Part(fromB: cutB, fromA: cutA);
        await cluster.UntilAsync("apart");
        await Task.Delay(Cut, TestContext.Current.CancellationToken);
        await RequireNoTakeOver("A");
        await RequireNoTakeOver("B");
        var status = await cluster.StatusAsync();
        Assert.Equal(("A", "B"), (SlackApi.Text(status, "serving_even"), SlackApi.Text(status, "serving_odd")));
        var healed = System.Diagnostics.Stopwatch.StartNew();
        cluster.Join();
        await cluster.UntilAsync("synced");
        Proof.Report($"cut for {Cut.TotalSeconds:0} s (A→B {cutA}, B→A {cutB}): equal and synced {healed.Elapsed.TotalSeconds:0.0} s after healing");
        Report("cut between the masters", rooms);
        await rooms.ProveAsync();
        Assert.Empty(await cluster.DifferencesAsync());
        AssertOutage(rooms, 6);
    }

    /// <summary>As long as GitHub's of 2018 when <c>CHAT_LONG_CUT</c> is set; else long enough for everything to happen.</summary>
    private static TimeSpan Cut { get; } = TimeSpan.FromSeconds(Environment.GetEnvironmentVariable("CHAT_LONG_CUT") is "1" ? 43 : 10);

    /// <summary>What alarms and dashboards look at: one silo tells of the pair, by the documented names, what it is in.</summary>
    private async Task MustShow(string state, params (string Name, Master? Side, double Value)[] figures)
    {
        Scrape[] all = [];
        Scrape? teller = null;
        await Eventually.True(
            async () =>
            {
                all = await Task.WhenAll(cluster.Silos.Select(silo => Scrape.OfAsync(silo)));
                teller = all.SingleOrDefault(scrape => scrape.Sum("chat_sharding_pair_state", ("shard", PairCluster.Shard), ("state", state)) == 1);
                return teller is not null && figures.All(figure => Of(figure.Name, figure.Side) == figure.Value);
            },
            Eventually.Usual,
            () => $"the pair to be told as {state}; told are:\n{string.Join('\n', teller?.Samples.Where(sample => sample.Name.Contains("_pair_", StringComparison.Ordinal)) ?? [])}");
        MetricsDocument.MustTellOf(teller!, "the silo that has the pair's controller");
        foreach (var side in Enum.GetValues<Master>())
        {
            Assert.InRange(Of("chat_sharding_pair_lag_seconds", side), 0, 60);
            // Whichever silo has teams of that server.
            Assert.Contains(all, scrape => scrape.Sum("chat_sharding_commit_duration_seconds_count", ("shard", PairCluster.Shard), ("side", side.ToString())) > 0);
        }

        double Of(string name, Master? side) => side is { } one
            ? teller!.Sum(name, ("shard", PairCluster.Shard), ("side", one.ToString()))
            : teller!.Sum(name, ("shard", PairCluster.Shard));
    }

    private static Master Other(Master side) => side == Master.A ? Master.B : Master.A;

    /// <summary>Either server may lack what the other acked.</summary>
    private async Task RequireNoTakeOver(string survivor)
    {
        using var refused = await cluster.Apis[0].Send(
            HttpMethod.Post, $"admin/shards/{PairCluster.Shard}/pair/takeover?survivor={survivor}", null, EmbeddedServer.OperatorKey);
        Assert.Equal(409, (int)refused.StatusCode);
        Assert.Contains("takeover_refused", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static void Report(string what, PairRooms rooms) => Proof.Report(
        $"{what}: longest time without an ack of any client: teams of A {Longest(rooms.Even):0.00} s, of B {Longest(rooms.Odd):0.00} s");

    private static double Longest(IEnumerable<(TestTeam Team, string Channel, Talker Alice, Talker Bob)> rooms) =>
        rooms.Max(r => Proof.Outage(r.Alice, r.Bob).TotalSeconds);

    /// <summary>Twice the reach: this machine may be busy.</summary>
    private static void AssertOutage(PairRooms rooms, double reach) => Assert.InRange(rooms.LongestSilence.TotalSeconds, 0, 2 * reach);
}
