using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Requests;

/// <summary>Limits that are met: who is over one is told so, in the way that clients understand, and nobody else is.</summary>
public sealed class LimitTests : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private ServerProcess? server;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_socket_that_sends_too_fast_is_told_to_slow_down_and_one_that_is_old_to_come_again()
    {
        var api = await StartAsync(new()
        {
            ["Chat__Sessions__FramesPerSecond"] = "2",
            ["Chat__Sessions__FrameBurst"] = "5",
            ["Chat__Sockets__MaxAge"] = "00:00:04",
            ["Chat__Sockets__SweepInterval"] = "00:00:00.2",
        });
        var team = await TestTeam.CreateAsync(api, "alice", "bob");
        await using var alice = await RtmClient.ConnectAsync(team, "alice");
        await using var bob = await RtmClient.ConnectAsync(team, "bob");

        var answers = new List<JsonObject>();
        for (var n = 0; n < 8; n++)
            answers.Add(await alice.Request(Message(team, $"message {n}"), Eventually.Usual));
        Assert.All(answers.Take(5), answer => Assert.True(answer["ok"]!.GetValue<bool>(), answer.ToJsonString()));
        var refused = answers.Find(answer => !answer["ok"]!.GetValue<bool>());
        Assert.NotNull(refused);
        Assert.Equal(-1, refused["error"]!["code"]!.GetValue<int>());
        Assert.StartsWith("slow down", SlackApi.Text(refused["error"], "msg"), StringComparison.Ordinal);
        var others = await bob.Request(Message(team, "bob's own"), Eventually.Usual);
        Assert.True(others["ok"]!.GetValue<bool>(), others.ToJsonString());

        await alice.Closed.Within(Eventually.Usual, "the old socket to be closed");
        Assert.Equal(4003, (int)(alice.CloseStatus ?? 0));
        Assert.Equal("goodbye", alice.Frames[^1].Type);
        await team.PostAsync("bob", team.General, "while alice was away");
        await alice.ResumeAsync();
        Assert.True(alice.Resumed, alice.Hello.ToJsonString());
    }

    [Fact]
    public async Task An_address_and_a_bot_over_their_limits_are_told_when_to_ask_again()
    {
        var api = await StartAsync(new()
        {
            ["Chat__Limits__AddressRequestsPerSecond"] = "5",
            ["Chat__Limits__AddressRequestBurst"] = "60",
            ["Chat__Limits__Tier3"] = "2",
        });
        var team = await TestTeam.CreateAsync(api, "alice");
        await team.AddAsync("botty");
        var answers = new List<(HttpStatusCode Status, JsonObject Body)>();
        for (var n = 0; n < 3; n++)
            answers.Add(await Ask(api, "api/team.info", team["botty"].Token));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], answers.Select(answer => answer.Status));
        Assert.Equal("ratelimited", SlackApi.Text(answers[2].Body, "error"));
        await api.Ok("team.info", team["alice"].Token);

        // Whoever asks, with a token or without, and whatever they ask.
        (HttpStatusCode Status, JsonObject Body) last = default;
        for (var n = 0; n < 200 && last.Status != HttpStatusCode.TooManyRequests; n++)
            last = await Ask(api, "api/api.test", null);
        Assert.Equal("ratelimited", SlackApi.Text(last.Body, "error"));
        Assert.True(await server!.IsReadyAsync(), "health is not counted");
    }

    /// <summary>Official clients come back without a pause, all at once: who is too many is told when to come, and gets in then.</summary>
    [Fact]
    public async Task Sessions_are_admitted_at_the_servers_pace()
    {
        var api = await StartAsync(new() { ["Chat__Limits__ConnectsPerSecond"] = "1", ["Chat__Limits__ConnectBurst"] = "100" });
        var team = await TestTeam.CreateAsync(api, "alice");
        foreach (var method in new[] { "rtm.connect", "rtm.start" })
        {
            var answers = new List<(HttpStatusCode Status, JsonObject Body)>();
            for (var n = 0; n < 6; n++)
                answers.Add(await Ask(api, $"api/{method}", team["alice"].Token));
            Assert.Contains(answers, answer => answer.Status == HttpStatusCode.TooManyRequests && SlackApi.Text(answer.Body, "error") == "ratelimited");
            await Eventually.True(
                async () => (await Ask(api, $"api/{method}", team["alice"].Token)).Item1 == HttpStatusCode.OK, Eventually.Usual, () => $"{method} to be admitted");
        }
        // Whoever is in is served.
        await team.PostAsync("alice", team.General, "hello");
    }

    private async Task<SlackApi> StartAsync(Dictionary<string, string> settings)
    {
        server = await EmbeddedServer.StartAsync(folder, settings);
        return new SlackApi(server.Address);
    }

    private static JsonObject Message(TestTeam team, string text) => new() { ["type"] = "message", ["channel"] = team.General, ["text"] = text };

    private static async Task<(HttpStatusCode, JsonObject)> Ask(SlackApi api, string path, string? token)
    {
        using var answer = await api.Send(HttpMethod.Get, path, bearer: token);
        if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            Assert.InRange(int.Parse(answer.Headers.GetValues("Retry-After").Single(), CultureInfo.InvariantCulture), 1, 60);
        return (answer.StatusCode, (JsonObject)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }
}
