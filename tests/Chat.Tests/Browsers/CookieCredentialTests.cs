using System.Net;
using Chat.Tests.WebApi;
using Xunit;

namespace Chat.Tests.Browsers;

/// <summary>When a cookie opens /api and /admin, and when it is nothing.</summary>
public sealed class CookieCredentialTests(Edge edge) : IClassFixture<Edge>
{
    private const string AnnsCookie = "chat_session=" + Edge.AnnToken;
    private const string AdminsCookie = "chat_session=" + Edge.AdminToken;
    private const string TeamPath = "/admin/teams/T0000001A";

    private string Own => edge.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);

    [Fact]
    public async Task Our_script_calls_methods_with_the_cookie()
    {
        Assert.Equal("U0ANN", (await Api(AnnsCookie, ("X-Chat-Web", "1"))).User);
        Assert.Equal("U0ANN", (await Api(AnnsCookie, ("X-Chat-Web", "1"), ("Origin", Own))).User);
    }

    [Fact]
    public async Task Without_the_header_or_from_anothers_page_the_cookie_is_nothing()
    {
        Assert.Equal("not_authed", (await Api(AnnsCookie)).Error);
        Assert.Equal("not_authed", (await Api(AnnsCookie, ("Origin", Own))).Error);
        Assert.Equal("not_authed", (await Api(AnnsCookie, ("X-Chat-Web", "yes"))).Error);
        Assert.Equal("not_authed", (await Api(AnnsCookie, ("Sec-Fetch-Site", "same-origin"))).Error);
        Assert.Equal("not_authed", (await Api(AnnsCookie, ("X-Chat-Web", "1"), ("Origin", "https://evil.example"))).Error);
        Assert.Equal("not_authed", (await Api(AnnsCookie, ("X-Chat-Web", "1"), ("Origin", "null"))).Error);
    }

    /// <summary>A picture in a message may have the address of a method: the browser asks for it as of our own page.</summary>
    [Fact]
    public async Task A_get_of_a_method_needs_the_header_too()
    {
        using var picture = BrowserRequest.Of(HttpMethod.Get, "/api/auth.revoke", AnnsCookie, null, ("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Dest", "image"));
        var (_, json) = await edge.Send(picture);
        Assert.Equal("not_authed", json.GetProperty("error").GetString());
        Assert.Contains("X-Chat-Web", json.GetProperty("response_metadata").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_wins_over_the_cookie_though_it_be_wrong()
    {
        Assert.Equal("U0BOT", (await Api(AnnsCookie, ("X-Chat-Web", "1"), ("Authorization", "Bearer " + Edge.BotToken))).User);
        Assert.Equal("invalid_auth", (await Api(AnnsCookie, ("X-Chat-Web", "1"), ("Authorization", "Bearer nonsense"))).Error);
        Assert.Equal("U0BOT", (await Api(AnnsCookie, ("Authorization", "Bearer " + Edge.BotToken))).User);
        Assert.Equal(HttpStatusCode.Forbidden, await Admin(HttpMethod.Get, AdminsCookie, ("X-Chat-Web", "1"), ("Authorization", "Bearer " + Edge.AnnToken)));
    }

    [Fact]
    public async Task Admin_opens_to_an_admins_cookie_from_our_pages()
    {
        Assert.Equal(HttpStatusCode.OK, await Admin(HttpMethod.Get, AdminsCookie, ("X-Chat-Web", "1")));
        Assert.Equal(HttpStatusCode.OK, await Admin(HttpMethod.Get, AdminsCookie, ("Sec-Fetch-Site", "same-origin")));
        Assert.Equal(HttpStatusCode.OK, await Admin(HttpMethod.Get, AdminsCookie, ("Sec-Fetch-Site", "none"), ("Sec-Fetch-Mode", "navigate")));
        Assert.Equal(HttpStatusCode.OK, await Admin(HttpMethod.Get, AdminsCookie, ("Referer", Own + "/manage/imports")));
        Assert.Equal(HttpStatusCode.Forbidden, await Admin(HttpMethod.Get, AnnsCookie, ("X-Chat-Web", "1")));
    }

    [Fact]
    public async Task Admin_does_not_open_to_a_cookie_from_elsewhere()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await Admin(HttpMethod.Get, AdminsCookie));
        foreach (var site in new[] { "cross-site", "same-site", "none" })
            Assert.Equal(HttpStatusCode.Unauthorized, await Admin(HttpMethod.Get, AdminsCookie, ("Sec-Fetch-Site", site), ("Referer", Own + "/")));
        Assert.Equal(HttpStatusCode.Unauthorized, await Admin(HttpMethod.Get, AdminsCookie, ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")));
        Assert.Equal(HttpStatusCode.Unauthorized, await Admin(HttpMethod.Get, AdminsCookie, ("Referer", "https://evil.example/")));
        Assert.Equal(HttpStatusCode.Unauthorized, await Admin(HttpMethod.Get, AdminsCookie, ("Sec-Fetch-Site", "same-origin"), ("Origin", "https://evil.example")));
    }

    [Fact]
    public async Task What_changes_something_needs_the_header()
    {
        using var plain = BrowserRequest.Of(HttpMethod.Post, TeamPath + "/users", AdminsCookie, "{}", ("Sec-Fetch-Site", "same-origin"), ("Origin", Own));
        var (refused, problem) = await edge.Send(plain);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains("X-Chat-Web", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        using var scripted = BrowserRequest.OfScript(HttpMethod.Post, TeamPath + "/users", AdminsCookie, "{}");
        var (invalid, _) = await edge.Send(scripted);
        Assert.Equal(HttpStatusCode.BadRequest, invalid.StatusCode);
    }

    private async Task<(string? User, string? Error)> Api(string cookies, params (string Name, string Value)[] headers)
    {
        using var request = BrowserRequest.Of(HttpMethod.Post, "/api/auth.test", cookies, "{}", headers);
        var (_, json) = await edge.Send(request);
        return (json.TryGetProperty("user_id", out var user) ? user.GetString() : null, json.TryGetProperty("error", out var error) ? error.GetString() : null);
    }

    private async Task<HttpStatusCode> Admin(HttpMethod verb, string cookies, params (string Name, string Value)[] headers)
    {
        using var request = BrowserRequest.Of(verb, TeamPath, cookies, null, headers);
        var (response, _) = await edge.Send(request);
        return response.StatusCode;
    }
}
