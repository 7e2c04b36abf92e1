using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;
using Chat.Tests.Unfurling;

namespace Chat.EndToEnd.Unfurling;

/// <summary>Previews while typing, by call and by frame, of a site that a server is allowed to look at; and of what it is not.</summary>
public sealed class PreviewTests(EmbeddedServer strict) : IAsyncLifetime
{
    private const int Burst = 12;

    private readonly TempFolder folder = new();
    private readonly FixtureSite site = new();
    private ServerProcess server = null!;
    private TestTeam team = null!;

    public async ValueTask InitializeAsync()
    {
        server = await EmbeddedServer.StartAsync(folder, new Dictionary<string, string>
        {
            ["Chat__Unfurling__AllowedNetworks__0"] = "127.0.0.0/8",
            ["Chat__Unfurling__AllowedPorts__0"] = site.Port.ToString(CultureInfo.InvariantCulture),
            ["Chat__Unfurling__DeniedDomains__0"] = "denied.example",
            ["Chat__Previews__Burst"] = Burst.ToString(CultureInfo.InvariantCulture),
            ["Chat__Previews__PerMinute"] = "1",
        });
        team = await TestTeam.CreateAsync(new SlackApi(server.Address), "alice", "bob");
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await site.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_profile_shows_its_name_text_and_picture_by_call_and_by_frame()
    {
        var url = Url("/x-profile");
        var called = (await team.Api.Ok("chat.unfurlPreview", team["alice"].Token, ("url", url)))["attachment"]!.AsObject();
        Assert.Equal("Ada Byte (@adabyte) on X", SlackApi.Text(called, "title"));
        Assert.Equal("Builds small computers &amp; writes about them. \"Click.\" 🦕", SlackApi.Text(called, "text"));
        Assert.Equal("https://pbs.x.example/profile_images/1/ada_200x200.jpg", SlackApi.Text(called, "thumb_url"));
        Assert.Equal((url, url, url), (SlackApi.Text(called, "from_url"), SlackApi.Text(called, "original_url"), SlackApi.Text(called, "title_link")));
        Assert.Equal("X (formerly Twitter): Ada Byte (@adabyte) on X", SlackApi.Text(called, "fallback"));
        Assert.Equal(1, called["id"]!.GetValue<int>());

        await using var alice = await RtmClient.ConnectAsync(team, "alice");
        var answer = await alice.Request(Frame(url));
        Assert.True(answer["ok"]!.GetValue<bool>(), answer.ToJsonString());
        Assert.Equal(called.ToJsonString(), answer["attachment"]!.ToJsonString());
        Assert.Equal(1, site.Count("/x-profile"));
        Assert.Empty(alice.Disorder);
    }

    [Fact]
    public async Task What_cannot_be_shown_is_said_in_a_closed_set_of_ways()
    {
        await using var alice = await RtmClient.ConnectAsync(team, "alice");
        (string Url, string? Code)[] cases =
        [
            (Url("/nothing"), null), (Url("/404"), "unfurl_failed"), (Url("/redirect-private"), "unfurl_refused"), ("http://www.denied.example/", "unfurl_refused"),
            ("http://169.254.169.254/latest/meta-data/", "unfurl_refused"), ("mailto:a@b.example", "invalid_url"),
        ];
        foreach (var (url, code) in cases)
        {
            var called = await team.Api.Call("chat.unfurlPreview", team["bob"].Token, ("url", url));
            var framed = await alice.Request(Frame(url));
            Assert.Equal((code is null, code is null), (called["ok"]!.GetValue<bool>(), framed["ok"]!.GetValue<bool>()));
            Assert.Equal((code ?? "", code ?? ""), (SlackApi.Text(called, "error"), SlackApi.Text(framed["error"], "msg")));
            Assert.Equal(code is null, called.ContainsKey("attachment") && called["attachment"] is null && framed.ContainsKey("attachment"));
        }
    }

    [Fact]
    public async Task A_page_that_keeps_silent_holds_up_nothing_and_is_given_up()
    {
        await using var alice = await RtmClient.ConnectAsync(team, "alice");
        for (var i = 0; i < 4; i++)
            site.Serve($"/silent/{i}", FixtureAnswers.Silence(""));
        var waiting = Enumerable.Range(0, 4).Select(i => alice.Request(Frame(Url($"/silent/{i}")))).ToArray();
        await Eventually.True(() => site.Requests.Length == 4, Eventually.Usual, "four pages to be asked for");
        var beyond = await alice.Request(Frame(Url("/plain")));
        Assert.Equal("ratelimited", SlackApi.Text(beyond["error"], "msg"));
        Assert.Equal("pong", SlackApi.Text(await alice.Request(new JsonObject { ["type"] = "ping" }), "type"));
        Assert.True((await alice.Post(team.General, "meanwhile"))["ok"]!.GetValue<bool>());
        Assert.DoesNotContain(waiting, answer => answer.IsCompleted);
        foreach (var answer in await Task.WhenAll(waiting))
            Assert.Equal("unfurl_timeout", SlackApi.Text(answer["error"], "msg"));
        Assert.True((await alice.Request(Frame(Url("/plain"))))["ok"]!.GetValue<bool>());
    }

    [Fact]
    public async Task One_user_asks_for_so_many_and_others_go_on()
    {
        for (var i = 0; i < Burst; i++)
            await team.Api.Ok("chat.unfurlPreview", team["alice"].Token, ("url", Url("/plain")));
        using var form = new FormUrlEncodedContent([new("url", Url("/plain"))]);
        using var refused = await team.Api.Send(HttpMethod.Post, "api/chat.unfurlPreview", form, team["alice"].Token);
        Assert.Equal((HttpStatusCode)429, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter?.Delta);
        await using var alice = await RtmClient.ConnectAsync(team, "alice");
        Assert.Equal("ratelimited", SlackApi.Text((await alice.Request(Frame(Url("/plain"))))["error"], "msg"));
        await team.Api.Ok("chat.unfurlPreview", team["bob"].Token, ("url", Url("/plain")));
    }

    [Fact]
    public async Task A_preview_outlives_the_server()
    {
        var before = await team.Api.Ok("chat.unfurlPreview", team["alice"].Token, ("url", Url("/news")));
        await server.KillAsync();
        await server.StartAgainAsync();
        var after = await team.Api.Ok("chat.unfurlPreview", team["alice"].Token, ("url", Url("/news")));
        Assert.Equal(before.ToJsonString(), after.ToJsonString());
        Assert.Equal("Bob Ink", SlackApi.Text(after["attachment"], "author_name"));
        Assert.Equal(1, site.Count("/news"));
    }

    [Fact]
    public async Task Without_leave_this_machine_is_not_looked_at()
    {
        var other = await strict.NewTeamAsync("alice");
        await using var alice = await RtmClient.ConnectAsync(other, "alice");
        string[] urls = [Url("/plain"), $"http://localhost:{site.Port}/plain", "http://localhost/", $"http://[::1]:{site.Port}/", "http://2130706433/"];
        foreach (var url in urls)
        {
            await other.Api.Refused("unfurl_refused", "chat.unfurlPreview", other["alice"].Token, ("url", url));
            Assert.Equal("unfurl_refused", SlackApi.Text((await alice.Request(Frame(url)))["error"], "msg"));
        }
        Assert.Empty(site.Requests);
    }

    private string Url(string path) => site.Url(path, "127.0.0.1").AbsoluteUri;

    private static JsonObject Frame(string url) => new() { ["type"] = "unfurl_preview", ["url"] = url };
}
