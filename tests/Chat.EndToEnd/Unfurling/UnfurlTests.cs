using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;
using Chat.Tests.Unfurling;

namespace Chat.EndToEnd.Unfurling;

/// <summary>What becomes of links after posting, on the embedded server, of a site that it is allowed to look at.</summary>
public sealed class UnfurlTests : IAsyncLifetime
{
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
        });
        team = await TestTeam.CreateAsync(new SlackApi(server.Address), "alice", "bob", "botty");
        await team.Api.Ok("conversations.join", team["botty"].Token, ("channel", team.General));
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await site.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_link_that_is_typed_becomes_an_attachment_for_everybody()
    {
        await using var alice = await RtmClient.ConnectAsync(team, "alice");
        await using var bob = await RtmClient.ConnectAsync(team, "bob");
        var ack = await alice.Post(team.General, $"look: {Url("/x-profile")} and {Url("/wiki")}");
        var ts = SlackApi.Text(ack, "ts");
        foreach (var client in new[] { alice, bob })
        {
            var changed = await Changed(client, ts);
            Assert.Equal(["Ada Byte (@adabyte) on X", "Reed relay - Wikipedia"], Titles(changed["message"]!));
            Assert.Equal([Url("/x-profile"), Url("/wiki")], Members(changed["message"]!, "from_url"));
            Assert.Equal("https://pbs.x.example/profile_images/1/ada_200x200.jpg", SlackApi.Text(changed["message"]!["attachments"]![0], "thumb_url"));
            Assert.Equal([1, 2], changed["message"]!["attachments"]!.AsArray().Select(a => a!["id"]!.GetValue<int>()));
            Assert.Null(changed["message"]!["edited"]);
        }
        var stored = (await team.HistoryAsync("bob", team.General)).Single(m => SlackApi.Text(m, "ts") == ts);
        Assert.Equal(2, stored["attachments"]!.AsArray().Count);
        Assert.Empty((await Jobs())["jobs"]!.AsArray());
    }

    [Fact]
    public async Task What_the_api_posts_shows_media_by_itself_and_pages_when_asked_to()
    {
        await using var bob = await RtmClient.ConnectAsync(team, "bob");
        var media = await Post(Url("/watch") + " " + Url("/wiki"));
        var pages = await Post(Url("/watch") + " " + Url("/wiki"), ("unfurl_links", true), ("unfurl_media", false));
        var neither = await Post(Url("/watch"), ("unfurl_media", false));
        var labelled = await Post($"<{Url("/watch")}|127.0.0.1:{site.Port}/watch>", ("unfurl_links", true));
        Assert.Equal([Url("/watch")], Members((await Changed(bob, media))["message"]!, "from_url"));
        Assert.Equal([Url("/wiki")], Members((await Changed(bob, pages))["message"]!, "from_url"));
        await Settled();
        foreach (var ts in new[] { neither, labelled })
            Assert.DoesNotContain(bob.Frames, frame => IsChangeOf(frame, ts));
    }

    [Fact]
    public async Task Previews_follow_the_links_when_a_message_is_edited()
    {
        await using var bob = await RtmClient.ConnectAsync(team, "bob");
        var ts = await Post($"{Url("/wiki")} {Url("/github")}", ("unfurl_links", true));
        Assert.Equal([Url("/wiki"), Url("/github")], Members((await Changed(bob, ts))["message"]!, "from_url"));
        var updated = await team.Api.Ok(
            "chat.update", team["alice"].Token, ("channel", team.General), ("ts", ts), ("text", $"{Url("/github")} {Url("/news")}"), ("unfurl_links", true));
        Assert.Equal([Url("/github")], Members(updated["message"]!, "from_url"));
        await Eventually.True(async () => Members(await Message(ts), "from_url") is [_, var second] && second == Url("/news"), Eventually.Usual, () => "the new link's preview");
        await team.Api.Ok("chat.update", team["alice"].Token, ("channel", team.General), ("ts", ts), ("text", "no link"));
        Assert.Null((await Message(ts))["attachments"]);
    }

    [Fact]
    public async Task A_bot_supplies_its_own_preview_which_stays()
    {
        await using var bob = await RtmClient.ConnectAsync(team, "bob");
        site.Serve("/late", FixturePages.Missing);
        var ts = await Post($"{Url("/late")} {Url("/wiki")}");
        await Settled();
        var unfurls = new JsonObject { [Url("/late")] = new JsonObject { ["title"] = "The bot's", ["text"] = "words" } }.ToJsonString();
        await team.Api.Ok("chat.unfurl", team["botty"].Token, ("channel", team.General), ("ts", ts), ("unfurls", unfurls));
        Assert.Equal(["The bot's"], Titles((await Changed(bob, ts))["message"]!));
        Assert.True((await Message(ts))["attachments"]![0]!["is_app_unfurl"]!.GetValue<bool>());
        var botty = team["botty"].Token;
        await team.Api.Refused("cannot_unfurl_url", "chat.unfurl", botty, ("channel", team.General), ("ts", ts), ("unfurls", """{"https://other.example/":{}}"""));
        await team.Api.Refused("missing_unfurls", "chat.unfurl", botty, ("channel", team.General), ("ts", ts), ("unfurls", "[]"));
        await team.Api.Refused("missing_unfurls", "chat.unfurl", botty, ("channel", team.General), ("ts", ts));
        await team.Api.Refused("message_not_found", "chat.unfurl", botty, ("channel", team.General), ("ts", "1.000001"), ("unfurls", unfurls));
        var secret = await team.CreateChannelAsync("alice", "secret", true);
        await team.Api.Refused("channel_not_found", "chat.unfurl", botty, ("channel", secret), ("ts", ts), ("unfurls", unfurls));
    }

    [Fact]
    public async Task An_admin_switches_previews_off_for_the_team_and_for_a_domain()
    {
        var path = $"admin/teams/{team.Id}/previews";
        var admin = team.Admin.Token;
        using (var refused = await team.Api.Send(HttpMethod.Get, path, null, team["alice"].Token))
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        await Put(path, """{"enabled":false}""");
        var off = await Post(Url("/wiki"), ("unfurl_links", true));
        await team.Api.Refused("unfurl_refused", "chat.unfurlPreview", team["alice"].Token, ("url", Url("/wiki")));
        await Put(path, """{"enabled":true,"denied_domains":["127.0.0.1"]}""");
        var denied = await Post(Url("/wiki"), ("unfurl_links", true));
        await team.Api.Refused("unfurl_refused", "chat.unfurlPreview", team["alice"].Token, ("url", Url("/wiki")));
        await Settled();
        await Put(path, """{"enabled":true}""");
        await team.Api.Ok("chat.unfurlPreview", team["alice"].Token, ("url", Url("/wiki")));
        foreach (var ts in new[] { off, denied })
            Assert.Null((await Message(ts))["attachments"]);
        using var wrong = await team.Api.Send(HttpMethod.Put, path, Json("""{"denied_domains":["no domain"]}"""), admin);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);

        async Task Put(string to, string body)
        {
            using var answer = await team.Api.Send(HttpMethod.Put, to, Json(body), admin);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_thousand_people_who_paste_one_link_cause_one_look()
    {
        await using var bob = await RtmClient.ConnectAsync(team, "bob");
        var posted = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Post($"{i} {Url("/news")}", ("unfurl_links", true))));
        foreach (var ts in posted)
            await Changed(bob, ts);
        Assert.Equal(1, site.Count("/news"));
    }

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");

    private string Url(string path) => site.Url(path, "127.0.0.1").AbsoluteUri;

    private async Task<string> Post(string text, params (string, object?)[] more)
    {
        var answer = await team.Api.Ok("chat.postMessage", team["alice"].Token, [("channel", team.General), ("text", text), .. more]);
        return SlackApi.Text(answer, "ts");
    }

    private async Task<JsonObject> Message(string ts) => (await team.HistoryAsync("bob", team.General)).Single(m => SlackApi.Text(m, "ts") == ts);

    private Task<JsonObject> Jobs() => team.Api.Admin(HttpMethod.Get, $"admin/jobs?team={team.Id}");

    /// <summary>Until no job is left.</summary>
    private Task Settled() => Eventually.True(async () => (await Jobs())["jobs"]!.AsArray().Count == 0, Eventually.Usual, () => "all jobs to be over");

    private static async Task<JsonObject> Changed(RtmClient client, string ts) =>
        (await client.WaitFor(frame => IsChangeOf(frame, ts), $"the previews of {ts}")).Json;

    private static bool IsChangeOf(RtmFrame frame, string ts) => frame.Subtype == "message_changed" && SlackApi.Text(frame.Json["message"], "ts") == ts;

    private static string[] Titles(JsonNode message) => Members(message, "title");

    private static string[] Members(JsonNode message, string name) => [.. message["attachments"]?.AsArray().Select(a => SlackApi.Text(a, name)) ?? []];
}
