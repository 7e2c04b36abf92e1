using System.Net;
using System.Security.Cryptography;
using Chat.EndToEnd.Harness;
using Chat.EndToEnd.Transfer;

namespace Chat.EndToEnd.Web;

/// <summary>A browser's session against the whole server: it opens what its user may do, and nothing else.</summary>
public sealed class SessionTests(EmbeddedServer server)
{
    [Fact]
    public async Task A_person_signs_in_talks_and_signs_out()
    {
        var team = await server.NewTeamAsync();
        await team.AddAsync("alice", "a password of hers");
        using var browser = await Browser.SignedInAsync(team, "alice@example.org", "a password of hers");
        var session = await browser.AskAsync(HttpMethod.Get, "web/session");
        Assert.Equal(team["alice"].Id, SlackApi.Text(session["user"], "id"));
        Assert.Equal(team.Domain, SlackApi.Text(session["team"], "domain"));
        Assert.False(session["is_admin"]!.GetValue<bool>());
        var posted = await browser.AskAsync(HttpMethod.Post, "api/chat.postMessage", new { channel = team.General, text = "from a browser" });
        Assert.Contains(await team.HistoryAsync("admin", team.General), m => SlackApi.Text(m, "ts") == SlackApi.Text(posted, "ts"));

        var token = browser.Cookies["chat_session"];
        await using var socket = await RtmClient.ConnectAsync(team, "alice", await RtmClient.TicketAsync(team.Api, token));
        Assert.True((await browser.AskAsync(HttpMethod.Delete, "web/session"))["ok"]!.GetValue<bool>());
        Assert.Empty(browser.Cookies);
        await team.Api.Refused("token_revoked", "auth.test", token);
        await socket.Closed.Within(Eventually.Usual, "the session's socket to be closed");
        Assert.Equal(4500, (int?)socket.CloseStatus);
        Assert.Equal("not_authed", SlackApi.Text(await browser.AskAsync(HttpMethod.Get, "web/session"), "error"));
        await team.Api.Ok("auth.test", team["alice"].Token);
    }

    [Fact]
    public async Task Another_sites_page_does_nothing_with_the_cookie()
    {
        var team = await server.NewTeamAsync();
        using var browser = await Browser.SignedInAsync(team);
        const string evil = "https://evil.example";
        (string, string?)[][] attacks =
        [
            [],
            [("Sec-Fetch-Site", "cross-site")],
            [("Sec-Fetch-Site", "same-site"), ("Origin", browser.Origin.Replace("127.0.0.1", "localhost", StringComparison.Ordinal))],
            [("Sec-Fetch-Site", "cross-site"), ("Origin", evil)],
            [("Sec-Fetch-Site", "same-origin"), ("Origin", browser.Origin)],
            [("X-Chat-Web", "1"), ("Origin", evil)],
            [("X-Chat-Web", "1"), ("Origin", "null")],
        ];
        foreach (var headers in attacks)
        {
            using var post = await browser.SendAsync(HttpMethod.Post, "api/chat.postMessage", new { channel = team.General, text = "forged" }, headers);
            Assert.Equal("not_authed", SlackApi.Text(await SlackApi.ReadObject(post, "chat.postMessage"), "error"));
            Assert.Equal(HttpStatusCode.Unauthorized, await browser.StatusAsync(HttpMethod.Delete, $"admin/teams/{team.Id}/users/{team.Admin.Id}/tokens", headers));
            using var leave = await browser.SendAsync(HttpMethod.Delete, "web/session", null, headers);
            Assert.Equal("not_authed", SlackApi.Text(await SlackApi.ReadObject(leave, "web/session"), "error"));
        }
        Assert.DoesNotContain(await team.HistoryAsync("admin", team.General), m => SlackApi.Text(m, "text") == "forged");
        Assert.True((await browser.AskAsync(HttpMethod.Get, "web/session"))["ok"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Progress_and_downloads_come_by_the_cookie_alone_on_our_own_pages()
    {
        var team = await server.NewTeamAsync();
        await team.PostAsync("admin", team.General, "to be exported");
        using var browser = await Browser.SignedInAsync(team);
        var begun = await browser.AskAsync(HttpMethod.Post, $"admin/teams/{team.Id}/exports", new { });
        var job = SlackApi.Text(begun["job"], "id");
        Assert.Equal("done", SlackApi.Text(await Imports.EndAsync(team.Api, job), "state"));
        foreach (var path in new[] { $"admin/jobs/{job}/events", $"admin/jobs/{job}/file" })
        {
            Assert.Equal(HttpStatusCode.OK, await browser.StatusAsync(HttpMethod.Get, path, ("Sec-Fetch-Site", "same-origin")));
            Assert.Equal(HttpStatusCode.Unauthorized, await browser.StatusAsync(HttpMethod.Get, path, ("Sec-Fetch-Site", "cross-site")));
            Assert.Equal(HttpStatusCode.Unauthorized, await browser.StatusAsync(HttpMethod.Get, path));
        }
    }

    [Fact]
    public async Task A_session_of_one_team_opens_nothing_of_another()
    {
        var (ours, theirs) = (await server.NewTeamAsync(), await server.NewTeamAsync());
        using var browser = await Browser.SignedInAsync(ours);
        var answer = await browser.AskAsync(HttpMethod.Post, "api/conversations.history", new { channel = theirs.General });
        Assert.Equal("channel_not_found", SlackApi.Text(answer, "error"));
        Assert.Equal(HttpStatusCode.NotFound, await browser.StatusAsync(HttpMethod.Get, $"admin/teams/{theirs.Id}", ("X-Chat-Web", "1")));
        Assert.Equal(HttpStatusCode.Forbidden, await browser.StatusAsync(HttpMethod.Get, "admin/teams", ("X-Chat-Web", "1")));
        Assert.Equal(HttpStatusCode.OK, await browser.StatusAsync(HttpMethod.Get, $"admin/teams/{ours.Id}", ("X-Chat-Web", "1")));

        browser.Cookies["chat_session"] = browser.Cookies["chat_session"].Replace(ours.Id, theirs.Id, StringComparison.Ordinal);
        Assert.Equal("invalid_auth", SlackApi.Text(await browser.AskAsync(HttpMethod.Post, "api/auth.test", new { }), "error"));
        Assert.Equal("not_authed", SlackApi.Text(await browser.AskAsync(HttpMethod.Get, "web/session"), "error"));
        Assert.Empty(browser.Cookies);
    }

    [Fact]
    public async Task The_operator_makes_a_team_from_a_browser()
    {
        using var browser = new Browser((await server.Process).Address);
        Assert.Equal("invalid_auth", SlackApi.Text(await browser.AskAsync(HttpMethod.Post, "web/operator", new { key = "not the key" }), "error"));
        Assert.True((await browser.AskAsync(HttpMethod.Post, "web/operator", new { key = EmbeddedServer.OperatorKey }))["ok"]!.GetValue<bool>());
        var domain = "w" + RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz", 12);
        var made = await browser.AskAsync(
            HttpMethod.Post, "admin/teams", new { name = "Web", domain, admin = new { name = "ann", email = "ann@example.org", password = TestTeam.AdminPassword } });
        Assert.Equal(domain, SlackApi.Text(made["team"], "domain"));
        var session = await browser.AskAsync(HttpMethod.Get, "web/session");
        Assert.Equal("""{"ok":false,"error":"not_authed","first_run":false,"is_operator":true}""", session.ToJsonString());

        browser.Cookies["chat_operator"] = "9999999999." + new string('0', 64);
        Assert.Equal(HttpStatusCode.Unauthorized, await browser.StatusAsync(HttpMethod.Get, "admin/teams", ("X-Chat-Web", "1")));
    }
}
