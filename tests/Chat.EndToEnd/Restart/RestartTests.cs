using Chat.EndToEnd.Harness;
using Chat.EndToEnd.Model;

namespace Chat.EndToEnd.Restart;

public enum End
{
    /// <summary>SIGTERM, as a service manager or Ctrl-C ends it.</summary>
    Stopped,

    /// <summary><c>kill -9</c>.</summary>
    Killed,
}

/// <summary>The embedded server is stopped or killed, and started again on the same file.</summary>
public sealed class RestartTests : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private ServerProcess server = null!;
    private SlackApi api = null!;

    public async ValueTask InitializeAsync()
    {
        server = await EmbeddedServer.StartAsync(folder);
        api = new SlackApi(server.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData(End.Stopped)]
    [InlineData(End.Killed)]
    public async Task Everything_is_there_after_a_restart(End end)
    {
        var scene = await Scene.MakeAsync(await TestTeam.CreateAsync(api, "alice", "bob", "carol", "dave"));
        var team = scene.Team;
        await team.AddAsync("botty");
        await team.AddAsync("erin", "a password of hers");
        await api.Ok("users.profile.set", team["bob"].Token, ("profile", """{"display_name":"bobby","status_text":"here"}"""));
        await api.Ok("users.setPresence", team["bob"].Token, ("presence", "away"));
        await api.Ok("conversations.mark", team["bob"].Token, ("channel", scene.Public), ("ts", scene.Root));
        await api.Ok("conversations.setTopic", team["alice"].Token, ("channel", scene.Private), ("topic", "plans"));
        await api.Ok("conversations.close", team["bob"].Token, ("channel", scene.Dm));
        var old = await team.CreateChannelAsync("alice", "old-times", false, "bob");
        await api.Ok("conversations.archive", team["alice"].Token, ("channel", old));
        await api.Admin(HttpMethod.Delete, $"admin/teams/{team.Id}/users/{team["dave"].Id}");
        string[] readers = ["admin", "alice", "bob", "carol", "botty"];
        var before = new Dictionary<string, ClientState>();
        foreach (var reader in readers)
            before[reader] = (await Snapshot.TakeAsync(team, reader)).State;

        await EndServer(end);
        await server.StartAgainAsync();

        foreach (var reader in readers)
            Assert.Empty(Differences.Between(before[reader], (await Snapshot.TakeAsync(team, reader)).State));
        await api.Refused("account_inactive", "auth.test", team["dave"].Token);
        using var signedIn = await api.Send(
            HttpMethod.Post, "api/signin", System.Net.Http.Json.JsonContent.Create(new { domain = team.Domain, email = "erin@example.org", password = "a password of hers" }));
        var person = await SlackApi.ReadObject(signedIn, "signin");
        await api.Ok("auth.test", SlackApi.Text(person, "token"));
        Assert.Contains(
            (await api.Admin(HttpMethod.Get, "admin/teams"))["teams"]!.AsArray(),
            t => SlackApi.Text(t, "domain") == team.Domain);
    }

    [Theory]
    [InlineData(End.Stopped)]
    [InlineData(End.Killed)]
    public async Task A_position_from_before_the_restart_resumes_with_nothing_missed(End end)
    {
        var scene = await Scene.MakeAsync(await TestTeam.CreateAsync(api, "alice", "bob", "carol", "dave"));
        var team = scene.Team;
        await using var connected = await Observer.StartAsync(team, "bob");
        await using var away = await Observer.StartAsync(team, "alice");
        await away.Socket.DropAsync();
        var missed = await team.PostAsync("bob", scene.Public, "before the restart");
        await api.Ok("reactions.add", scene.Bob, ("channel", scene.Public), ("timestamp", missed), ("name", "tada"));
        await connected.Socket.WaitUntil(missed);

        await EndServer(end);
        await connected.Socket.Closed.Within(Eventually.Usual, "the socket to end with its server");
        await server.StartAgainAsync();
        await team.PostAsync("bob", scene.Private, "after the restart");
        foreach (var observer in new[] { connected, away })
        {
            await observer.Socket.ResumeAsync();
            Assert.True(observer.Socket.Resumed, observer.Socket.Hello.ToJsonString());
        }
        var last = await team.PostAsync("bob", team.General, "and live again");

        foreach (var observer in new[] { connected, away })
        {
            await observer.Socket.WaitUntil(last);
            await observer.MustAgreeWithFreshSnapshot($"a restart ({end})");
        }
    }

    [Fact]
    public async Task One_snapshot_and_its_events_hold_over_many_restarts()
    {
        var scene = await Scene.MakeAsync(await TestTeam.CreateAsync(api, "alice", "bob", "carol", "dave"));
        await using var alice = await Observer.StartAsync(scene.Team, "alice");
        string[] verbs = ["reply", "react", "update a message", "join"];
        foreach (var (n, verb) in verbs.Index())
        {
            await scene.Team.PostAsync("bob", scene.Public, $"seen live in term {n}");
            await EndServer(n % 2 == 0 ? End.Killed : End.Stopped);
            await alice.Socket.Closed.Within(Eventually.Usual, "the socket to end with its server");
            await server.StartAgainAsync();
            await Verbs.All[verb](scene, alice);
            await alice.Socket.ResumeAsync();
            Assert.True(alice.Socket.Resumed, alice.Socket.Hello.ToJsonString());
        }
        await alice.Socket.WaitUntil(await scene.Team.PostAsync("bob", scene.Public, "the end"));
        await alice.MustAgreeWithFreshSnapshot("four restarts");
    }

    [Fact]
    public async Task A_server_that_is_stopped_says_goodbye_and_closes_with_a_code_that_means_come_back()
    {
        var team = await TestTeam.CreateAsync(api, "alice");
        await using var alice = await RtmClient.ConnectAsync(team, "alice");
        await server.StopAsync();
        await alice.Closed.Within(Eventually.Usual, "the socket to close");
        Assert.Contains(alice.Frames, f => f.Type == "goodbye");
        Assert.InRange((int)(alice.CloseStatus ?? 0), 4000, 4499);
    }

    [Theory]
    [InlineData(End.Stopped)]
    [InlineData(End.Killed)]
    public async Task Clients_that_post_while_the_server_restarts_lose_nothing_and_double_nothing(End end)
    {
        var team = await TestTeam.CreateAsync(api, "alice", "bob");
        var channel = await team.CreateChannelAsync("alice", "work", false, "bob");
        await using var alice = await Talker.StartAsync(team, "alice", channel, api);
        await using var bob = await Talker.StartAsync(team, "bob", channel, api);
        using var enough = new CancellationTokenSource();
        var talking = Task.WhenAll(alice.TalkAsync(25, enough.Token), bob.TalkAsync(25, enough.Token));
        await Eventually.True(() => alice.Acks.Count > 50, Eventually.Usual, "50 acks before the restart");

        await EndServer(end);
        await server.StartAgainAsync();

        var restarted = alice.Acks.Count;
        await Eventually.True(() => alice.Acks.Count > restarted + 50, TimeSpan.FromSeconds(40), "50 acks after the restart");
        await enough.CancelAsync();
        await talking;
        await Proof.NothingLostNothingTwice(team, channel, alice, bob);
        Assert.True(alice.Resumes > 0, "alice never had to resume");
        Proof.Report($"embedded server {end}: longest time without an ack of a client {Proof.Outage(alice, bob).TotalSeconds:0.00} s, including its start");
    }

    [Fact]
    public async Task The_same_client_msg_id_is_the_same_message_after_a_restart()
    {
        var team = await TestTeam.CreateAsync(api, "alice", "bob");
        await using var alice = await RtmClient.ConnectAsync(team, "alice");
        var first = await alice.Post(team.General, "once", "one-of-a-kind");
        await server.KillAsync();
        await alice.Closed.Within(Eventually.Usual, "the socket to end with its server");
        await server.StartAgainAsync();
        await alice.ResumeAsync();
        var again = await alice.Post(team.General, "once", "one-of-a-kind");
        var byHttp = await api.Ok("chat.postMessage", team["alice"].Token, ("channel", team.General), ("text", "once"), ("client_msg_id", "one-of-a-kind"));
        Assert.Equal(SlackApi.Text(first, "ts"), SlackApi.Text(again, "ts"));
        Assert.Equal(SlackApi.Text(first, "ts"), SlackApi.Text(byHttp, "ts"));
        Assert.Single(await team.HistoryAsync("bob", team.General), m => SlackApi.Text(m, "client_msg_id") == "one-of-a-kind");
    }

    private Task EndServer(End end) => end == End.Stopped ? server.StopAsync() : server.KillAsync();
}
