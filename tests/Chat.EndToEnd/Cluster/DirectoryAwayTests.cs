using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Cluster;

/// <summary>
/// The directory database (teams, shards, and Orleans' own membership) is away for longer than Orleans' own time-outs, while people talk: first it refuses,
/// then it is silent. Whoever is known is served on, by every verb; what needs the directory is refused in words; all returns by itself.
/// </summary>
[Collection(nameof(ClusterServers))]
public sealed class DirectoryAwayTests(ClusterServers cluster) : IAsyncLifetime
{
    private const int PerSecond = 10;

    /// <summary>Twice this is longer than the silos' table refresh, their heartbeats and three missed of these (30 s), and the clients' list of silos.</summary>
    private static readonly TimeSpan Phase = TimeSpan.FromSeconds(17);

    /// <summary>Longer than a table refresh, by which silos judge one another's heartbeats again.</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(12);

    private static readonly TimeSpan Bearable = TimeSpan.FromSeconds(4);

    public async ValueTask InitializeAsync() => await cluster.HealAsync();

    public async ValueTask DisposeAsync() => await cluster.HealAsync();

    [Fact]
    public async Task Known_teams_are_served_on_and_everything_returns_by_itself()
    {
        await using var rooms = await Rooms.OpenAsync(cluster, 3, [0], [1]);
        foreach (var room in rooms.All)
            await room.Team.AddAsync("quiet");
        // A silo serves these and the first gateway has never heard of them, as when their people's gateway dies.
        var strangers = new List<TestTeam>();
        for (var n = 0; n < 4; n++)
            strangers.Add((await TestTeam.CreateAsync(cluster.Apis[1])).Through(cluster.Apis[0]));
        var processes = cluster.Silos.Concat(cluster.Gateways).Select(p => p.Id).ToArray();
        rooms.StartTalking(PerSecond);
        await UntilServed(rooms, Eventually.Usual);

        cluster.CutDirectory();
        var whileRefusing = await UseEverything(rooms, 0, strangers[..2]);
        await AllReady();
        cluster.SilenceDirectory();
        var whileSilent = await UseEverything(rooms, 1, strangers[2..]);
        await AllReady();
        cluster.RestoreDirectory();

        var returned = Stopwatch.StartNew();
        await Eventually.True(
            async () =>
            {
                using var created = await CreateTeam(cluster.Apis[0]);
                return created.StatusCode == HttpStatusCode.Created;
            },
            TimeSpan.FromSeconds(30), () => $"new teams to be taken again; logs:\n{cluster.Logs()}");
        var takenAgain = returned.Elapsed;
        await Task.Delay(Aftermath, TestContext.Current.CancellationToken);
        await UntilServed(rooms, Eventually.Usual);
        Assert.Equal(processes, cluster.Silos.Concat(cluster.Gateways).Select(p => p.IsRunning ? p.Id : 0));
        await rooms.ProveAsync();
        var outage = rooms.All.Max(r => r.Outage);
        Proof.Report($"directory away for {2 * Phase.TotalSeconds:0} s: longest time without an ack {outage.TotalSeconds:0.00} s; slowest answer while it refused "
            + $"{whileRefusing.TotalSeconds:0.00} s, while it was silent {whileSilent.TotalSeconds:0.00} s; new teams {takenAgain.TotalSeconds:0.0} s after its return");
        Assert.True(outage < Bearable, $"a client got no ack for {outage}; logs:\n{cluster.Logs()}");
        Assert.All(rooms.All, room => Assert.Equal(0, room.Alice.Resumes + room.Bob.Resumes));
    }

    /// <summary>Nobody can be declared dead where the dead are written down: its teams wait for the directory, all others are served.</summary>
    [Fact]
    public async Task Teams_of_a_silo_that_is_killed_meanwhile_are_served_when_the_directory_is_back()
    {
        await using var rooms = await Rooms.OpenAsync(cluster, 4, [0], [1]);
        rooms.StartTalking(PerSecond);
        await UntilServed(rooms, Eventually.Usual);
        cluster.CutDirectory();
        await cluster.Silos[1].KillAsync();
        var killed = Stopwatch.GetTimestamp();
        // Longer than a silo's death takes to be known while the directory is there.
        await Task.Delay(TimeSpan.FromSeconds(12), TestContext.Current.CancellationToken);
        var served = rooms.All.Count(r => r.Alice.Acks.Last().At > killed && Stopwatch.GetElapsedTime(r.Alice.Acks.Last().At) < TimeSpan.FromSeconds(4));
        foreach (var gateway in cluster.Gateways)
            await Eventually.True(gateway.IsReadyAsync, Eventually.Usual, () => $"{gateway.Name} to be ready without a silo and the directory; its log:\n{gateway.Log}");
        var asking = Stopwatch.StartNew();
        System.Text.Json.Nodes.JsonObject shown = [];
        await Eventually.True(
            async () =>
            {
                using var answer = await cluster.Apis[0].Send(HttpMethod.Get, "admin/shards", bearer: EmbeddedServer.OperatorKey);
                shown = await SlackApi.ReadObject(answer, "admin/shards");
                return answer.IsSuccessStatusCode;
            },
            TimeSpan.FromSeconds(20), () => $"the shards to be shown; at last {shown.ToJsonString()}");
        Proof.Report($"the shards shown after {asking.Elapsed.TotalSeconds:0.0} s");
        Assert.Equal(("away", 1), (SlackApi.Text(shown, "directory"), shown["silent_silos"]!.GetValue<int>()));
        cluster.RestoreDirectory();
        var back = Stopwatch.StartNew();
        await UntilServed(rooms, TimeSpan.FromSeconds(60));
        Proof.Report($"silo 2 killed while the directory was away: {served} of {rooms.All.Count} teams served meanwhile, all {back.Elapsed.TotalSeconds:0.0} s after its return");
        await rooms.ProveAsync();
    }

    /// <summary>What serves on is not to be replaced by what cannot start.</summary>
    private async Task AllReady()
    {
        foreach (var server in cluster.Silos.Concat(cluster.Gateways))
            Assert.True(await server.IsReadyAsync(), $"{server.Name} is not ready; its log:\n{server.Log}");
    }

    /// <summary>Does at both gateways, again and again, whatever people do, with one user who has done nothing before. Answers how long the slowest answer took.</summary>
    private async Task<TimeSpan> UseEverything(Rooms rooms, int phase, IReadOnlyList<TestTeam> strangers)
    {
        var since = Stopwatch.StartNew();
        var slowest = TimeSpan.Zero;
        await Eventually.True(
            async () => (await cluster.Apis[0].Admin(HttpMethod.Get, "admin/shards"))["directory"]!.GetValue<string>() == "away",
            Eventually.Usual, () => "/admin/shards to tell that the directory is away");
        foreach (var stranger in strangers)
            await Timed("a post of a team that is new to the gateway", () => stranger.PostAsync("admin", stranger.General, "hello"));
        for (var round = 0; since.Elapsed < Phase; round++)
        {
            var room = rooms.All[round % rooms.All.Count];
            foreach (var api in cluster.Apis)
            {
                var team = room.Team.Through(api);
                await Timed("a post", () => team.PostAsync("quiet", team.General, $"round {round} of {phase}"));
                await Timed("history", () => team.HistoryAsync("quiet", team.General));
                await Timed("a snapshot", () => api.Ok("rtm.start", team["quiet"].Token));
                await Timed("auth.test", () => api.Ok("auth.test", team["alice"].Token));
                await using var client = await RtmClient.ConnectAsync(team, "quiet");
                await client.DropAsync();
                var missed = await team.PostAsync("quiet", team.General, "missed");
                var address = new Uri("ws://none");
                await Timed("a ticket", async () => address = await RtmClient.TicketAsync(api, team["quiet"].Token));
                await Timed("a resume", () => client.ResumeAsync(address));
                Assert.True(client.Resumed, client.Hello.ToJsonString());
                await client.WaitUntil(missed);
                await Timed("mark", () => api.Ok("conversations.mark", team["quiet"].Token, ("channel", team.General), ("ts", missed)));
                await Refused(api);
            }
            foreach (var server in cluster.Silos.Concat(cluster.Gateways))
                Assert.True(await server.IsReadyAsync(), $"{server.Name} should be ready; its log:\n{server.Log}");
        }
        return slowest;

        async Task Timed(string what, Func<Task> use)
        {
            var asked = Stopwatch.StartNew();
            await use();
            Assert.True(asked.Elapsed < Bearable, $"{what} took {asked.Elapsed} in phase {phase}; logs:\n{cluster.Logs()}");
            slowest = asked.Elapsed > slowest ? asked.Elapsed : slowest;
        }
    }

    private static async Task Refused(SlackApi api)
    {
        using var answer = await CreateTeam(api);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var problem = await SlackApi.ReadObject(answer, "creating a team");
        Assert.Equal("service_unavailable", SlackApi.Text(problem, "code"));
        Assert.Contains("directory", SlackApi.Text(problem, "detail"), StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> CreateTeam(SlackApi api)
    {
        var team = new { name = "New", domain = $"n{Guid.NewGuid():N}"[..20], admin = new { name = "admin", email = "admin@example.org", password = TestTeam.AdminPassword } };
        return api.Send(HttpMethod.Post, "admin/teams", JsonContent.Create(team), EmbeddedServer.OperatorKey);
    }

    private Task UntilServed(Rooms rooms, TimeSpan bound)
    {
        var since = Stopwatch.GetTimestamp();
        return Eventually.True(
            () => rooms.All.SelectMany(r => new[] { r.Alice, r.Bob }).All(t => t.Acks.Count(a => a.Asked > since) > 3), bound,
            () => $"every team to be served; logs:\n{cluster.Logs()}");
    }
}
