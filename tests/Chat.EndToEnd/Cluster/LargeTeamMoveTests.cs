using System.Diagnostics;
using System.Globalization;
using Chat.EndToEnd.Faults;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Cluster;

/// <summary>
/// A team with a long past moves while twenty of its people talk and other teams do: 100,000 messages, or as many as <c>CHAT_MOVE_MESSAGES</c> says, copied no
/// faster than <c>CHAT_MOVE_ROWS_PER_SECOND</c>.
/// </summary>
[Collection(nameof(ClusterServers))]
public sealed class LargeTeamMoveTests(ClusterServers cluster) : IAsyncLifetime
{
    private const int People = 20;
    private const int PerSecond = 5;
    private const double LongestHold = 250;
    private static readonly int Messages = SurvivalTests.Number("CHAT_MOVE_MESSAGES") ?? 100_000;

    /// <summary>What a neighbour may wait at most, though it be many times as much as before: as long as the team itself.</summary>
    private static readonly TimeSpan Bearable = TimeSpan.FromMilliseconds(LongestHold);

    public async ValueTask InitializeAsync() => await cluster.HealAsync();

    public async ValueTask DisposeAsync() => await cluster.HealAsync();

    [Fact]
    public async Task A_team_with_a_long_past_moves_while_twenty_people_talk_and_its_neighbours_are_served_as_before()
    {
        await using var team = await LargeTeam.CreateAsync(cluster, People, Messages);
        await using var neighbours = await Rooms.OpenAsync(cluster, 3, [0], [1]);
        await using var away = await RtmClient.ConnectAsync(team.Team, "quiet");
        var seen = await team.Team.PostAsync("quiet", team.Team.General, "from before");
        await away.WaitUntil(seen);
        await team.Team.Api.Ok("conversations.mark", team.Team["quiet"].Token, ("channel", team.Team.General), ("ts", seen));
        await away.DropAsync();
        var before = await team.PastAsync();
        Assert.Equal(Messages, before.Count);
        team.StartTalking(PerSecond);
        neighbours.StartTalking(PerSecond);
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);

        var lines = new List<string>();
        var unharmed = 0;
        // Noise does harm to neighbours now and then, a move at fault each time.
        for (var move = 0; move < 2; move++)
        {
            var start = Stopwatch.GetTimestamp();
            await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
            var from = Stopwatch.GetTimestamp();
            var job = await team.MoveAsync();
            var to = Stopwatch.GetTimestamp();
            var (calm, during) = (P99(neighbours, start, from), P99(neighbours, from, to));
            unharmed += during <= 2 * calm || during <= Bearable ? 1 : 0;
            var held = job["held_ms"]!.GetValue<double>();
            lines.Add(string.Create(CultureInfo.InvariantCulture,
                $"{Messages} messages in {Stopwatch.GetElapsedTime(from, to).TotalSeconds:0.0} s, source emptied; writes held for {held:0.0} ms; neighbours' p99 to ack {during.TotalMilliseconds:0} ms against {calm.TotalMilliseconds:0} ms before"));
            Proof.Report(lines[^1]);
            Assert.True(held < LongestHold, $"writes were held for {held} ms");
            Assert.Equal(before, await team.PastAsync());
            Assert.Equal(0, await team.LeftBehindAsync());
        }

        // From before both moves.
        await away.ResumeAsync();
        Assert.True(away.Resumed, away.Hello.ToJsonString());
        await away.WaitUntil(await team.Team.PostAsync("quiet", team.Team.General, "from after"));
        var info = await team.Team.Api.Ok("conversations.info", team.Team["quiet"].Token, ("channel", team.Team.General));
        Assert.Equal(seen, SlackApi.Text(info["channel"], "last_read"));
        await team.ProveAsync();
        await neighbours.ProveAsync();
        Assert.Equal(0, team.Talkers.Sum(t => t.Resumes));
        Proof.Report(string.Create(CultureInfo.InvariantCulture, $"longest time without an ack of the team's people {team.LongestSilence.TotalMilliseconds:0} ms"));
        Assert.True(unharmed > 0, string.Join('\n', lines));
    }

    /// <summary>There and back, and each time another silo dies: one of the two is the one that moves the team.</summary>
    [Fact]
    public async Task A_move_whose_silo_is_killed_in_the_middle_is_finished_by_another()
    {
        await using var team = await LargeTeam.CreateAsync(cluster, 4, 60_000);
        team.StartTalking(PerSecond);
        for (var silo = 0; silo < cluster.Silos.Length; silo++)
        {
            await team.BeginMoveAsync();
            await Eventually.True(
                async () => (await team.JobAsync())["progress"]!["done"]!.GetValue<long>() > 5_000, TimeSpan.FromSeconds(30), () => "the copying to be under way");
            await cluster.Silos[silo].KillAsync();
            await team.UntilMovedAsync();
            await cluster.HealAsync();
        }
        await team.ProveAsync();
        Proof.Report(string.Create(CultureInfo.InvariantCulture, $"longest time without an ack {team.LongestSilence.TotalSeconds:0.00} s"));
    }

    private static TimeSpan P99(Rooms rooms, long from, long to) => RoundSummary.Percentile(
        rooms.All.SelectMany(r => r.Alice.Acks.Concat(r.Bob.Acks)).Where(a => a.Asked >= from && a.Asked < to).Select(a => a.Took), 0.99);
}
