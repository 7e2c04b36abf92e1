using System.Net;
using System.Text.Json;
using Chat.Limits;
using Chat.SignIn;
using Chat.Teams;
using Chat.Tests.WebApi;
using Chat.Users;
using Microsoft.Extensions.Options;
using Chat.WebApi;
using Chat.Tests.Telemetry;
using Xunit;

namespace Chat.Tests.Browsers;

public sealed class WebSessionTests(WebSessionTests.Server edge) : IClassFixture<WebSessionTests.Server>
{
    private const string AnnsCookie = "chat_session=" + Edge.AnnToken;
    private const string Password = "correct horse";

    private static readonly User Ann = new(
        Edge.TeamId, Edge.Ann.User, "ann", false, false, false, false, null, new UserProfile { RealName = "Ann" }, 1, 1, ManualAway: false);

    public sealed class Server : Edge
    {
        protected override Dictionary<string, string?> Settings => new()
        {
            ["Chat:Gateway:TrustForwardedHeaders"] = "true",
            ["Chat:SignIn:PerAddressPerMinute"] = "6",
        };
    }

    [Fact]
    public async Task Signing_in_gives_a_cookie_that_no_script_reads_and_no_token()
    {
        await AnswerSignIn();
        var (response, json) = await SignIn("192.0.2.1", Password);
        Assert.True(json.GetProperty("ok").GetBoolean());
        Assert.Equal("ann", json.GetProperty("user").GetProperty("name").GetString());
        Assert.Equal("example", json.GetProperty("team").GetProperty("domain").GetString());
        Assert.DoesNotContain("xoxp-", json.GetRawText(), StringComparison.Ordinal);
        var cookie = Assert.Single(BrowserRequest.CookiesOf(response)).Split("; ");
        Assert.Equal("chat_session=xoxp-new", cookie[0]);
        Assert.Equal(["httponly", "max-age=31536000", "path=/", "samesite=strict"], cookie[1..].Order());
        Assert.Contains("no-store", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("Origin", "https://chat.example")]
    public async Task Over_https_the_cookie_is_secure(string header, string value)
    {
        await AnswerSignIn();
        var (response, _) = await SignIn("192.0.2.2", Password, (header, value), ("X-Forwarded-Host", "chat.example"));
        Assert.Contains("; secure", Assert.Single(BrowserRequest.CookiesOf(response)), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Guesses_are_told_nothing_and_are_limited()
    {
        await AnswerSignIn();
        for (var i = 0; i < 6; i++)
        {
            var (wrong, told) = await SignIn("192.0.2.3", "wrong");
            Assert.Equal("""{"ok":false,"error":"invalid_credentials"}""", told.GetRawText());
            Assert.Empty(BrowserRequest.CookiesOf(wrong));
        }
        var (limited, json) = await SignIn("192.0.2.3", Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, limited.StatusCode);
        Assert.Equal("ratelimited", json.GetProperty("error").GetString());
        Assert.InRange(limited.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
    }

    [Fact]
    public async Task Signing_in_takes_json_from_our_own_pages_alone()
    {
        await AnswerSignIn();
        Assert.Equal("not_authed", ErrorOf((await SignIn("192.0.2.4", Password, ("Origin", "https://evil.example"))).Json));
        using var form = BrowserRequest.Of(HttpMethod.Post, "/web/session");
        form.Content = new FormUrlEncodedContent([new("domain", "example"), new("email", "ann@example.org"), new("password", Password)]);
        var (response, json) = await edge.Send(form);
        Assert.Equal("invalid_post_type", ErrorOf(json));
        Assert.Empty(BrowserRequest.CookiesOf(response));
    }

    [Fact]
    public async Task A_session_tells_whose_it_is()
    {
        edge.Grains.On<IUserGrain, User>("Get", (_, _) => Ann);
        var (_, ann) = await Show(AnnsCookie);
        Assert.True(ann.GetProperty("ok").GetBoolean());
        Assert.Equal("Ann", ann.GetProperty("user").GetProperty("profile").GetProperty("real_name").GetString());
        Assert.Equal("T0000001A", ann.GetProperty("team").GetProperty("id").GetString());
        Assert.False(ann.GetProperty("is_admin").GetBoolean());
        Assert.False(ann.GetProperty("is_operator").GetBoolean());
        var (_, admin) = await Show("chat_session=" + Edge.AdminToken);
        Assert.True(admin.GetProperty("is_admin").GetBoolean());
    }

    [Fact]
    public async Task Without_a_good_session_one_is_signed_out_and_a_dead_cookie_goes()
    {
        var (none, json) = await Show(null);
        Assert.Equal("""{"ok":false,"error":"not_authed","first_run":false,"is_operator":false}""", json.GetRawText());
        Assert.Empty(BrowserRequest.CookiesOf(none));
        var (dead, same) = await Show("chat_session=" + Edge.RevokedToken);
        Assert.Equal(json.GetRawText(), same.GetRawText());
        Assert.StartsWith("chat_session=; expires=Thu, 01 Jan 1970", Assert.Single(BrowserRequest.CookiesOf(dead)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_revokes_the_token_and_takes_the_cookie()
    {
        (string User, string? Key)? revoked = null;
        edge.Grains.On<IRosterGrain, int>("RevokeTokens", (_, arguments) =>
        {
            revoked = (((UserId)arguments[0]!).Value, (string?)arguments[1]);
            return 1;
        });
        using var forged = BrowserRequest.Of(HttpMethod.Delete, "/web/session", AnnsCookie);
        Assert.Equal("not_authed", ErrorOf((await edge.Send(forged)).Json));
        Assert.Null(revoked);
        using var request = BrowserRequest.OfScript(HttpMethod.Delete, "/web/session", AnnsCookie);
        var (response, json) = await edge.Send(request);
        Assert.Equal("""{"ok":true}""", json.GetRawText());
        Assert.Equal(("U0ANN", "ann-key"), revoked);
        Assert.StartsWith("chat_session=; expires=Thu, 01 Jan 1970", Assert.Single(BrowserRequest.CookiesOf(response)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_in_anew_ends_the_session_before()
    {
        await AnswerSignIn();
        var revoked = new List<string?>();
        edge.Grains.On<IRosterGrain, int>("RevokeTokens", (_, arguments) =>
        {
            revoked.Add((string?)arguments[1]);
            return 1;
        });
        using var request = BrowserRequest.OfScript(HttpMethod.Post, "/web/session", AnnsCookie, Credentials(Password), ("X-Forwarded-For", "192.0.2.5"));
        var (response, _) = await edge.Send(request);
        Assert.Equal(["ann-key"], revoked);
        Assert.StartsWith("chat_session=xoxp-new;", Assert.Single(BrowserRequest.CookiesOf(response)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_operator_gets_a_session_of_its_own_that_opens_admin()
    {
        using var request = BrowserRequest.OfScript(HttpMethod.Post, "/web/operator", null, $$"""{"key":"{{Edge.OperatorKey}}"}""", ("X-Forwarded-For", "192.0.2.6"));
        var (response, json) = await edge.Send(request);
        Assert.Equal("""{"ok":true}""", json.GetRawText());
        var cookie = Assert.Single(BrowserRequest.CookiesOf(response)).Split("; ");
        Assert.Equal(["httponly", "max-age=28800", "path=/", "samesite=strict"], cookie[1..].Order());
        Assert.DoesNotContain(Edge.OperatorKey, cookie[0], StringComparison.Ordinal);

        edge.Grains.On<IUserGrain, User>("Get", (_, _) => Ann);
        Assert.Equal(HttpStatusCode.OK, await Teams(cookie[0]));
        Assert.Equal(HttpStatusCode.OK, await Teams($"{AnnsCookie}; {cookie[0]}"));
        Assert.True((await Show(cookie[0])).Json.GetProperty("is_operator").GetBoolean());
        Assert.True((await Show($"{AnnsCookie}; {cookie[0]}")).Json.GetProperty("is_operator").GetBoolean());
        Assert.Equal(HttpStatusCode.Unauthorized, await Teams(cookie[0][..^1]));
        Assert.Equal(HttpStatusCode.Unauthorized, await Teams("chat_operator=9999999999.00"));
        using var elsewhere = BrowserRequest.Of(HttpMethod.Get, "/admin/teams", cookie[0]);
        Assert.Equal(HttpStatusCode.Unauthorized, (await edge.Send(elsewhere)).Response.StatusCode);

        using var leaving = BrowserRequest.OfScript(HttpMethod.Delete, "/web/operator", cookie[0]);
        var (left, _) = await edge.Send(leaving);
        Assert.StartsWith("chat_operator=; expires=Thu, 01 Jan 1970", Assert.Single(BrowserRequest.CookiesOf(left)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_operator_key_is_refused_and_guessing_is_limited()
    {
        for (var i = 0; i < 6; i++)
        {
            var (response, json) = await Operator("192.0.2.7", "wrong");
            Assert.Equal("invalid_auth", ErrorOf(json));
            Assert.Empty(BrowserRequest.CookiesOf(response));
        }
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Operator("192.0.2.7", Edge.OperatorKey)).Response.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Operator("192.0.2.8", Edge.OperatorKey)).Response.StatusCode);
    }

    private async Task AnswerSignIn()
    {
        await using var passwords = new PasswordHasher(Options.Create(new SignInOptions { WorkFactor = 4 }), Figures.Of<LimitMetrics>());
        var hash = await passwords.Hash(Password, TestContext.Current.CancellationToken);
        edge.Grains.On<IRosterGrain, Credential?>("FindCredential", (_, _) => new Credential(Ann.Id, hash));
        edge.Grains.On<IRosterGrain, IssuedToken>("IssueToken", (_, _) => new IssuedToken(Ann, "xoxp-new", "key"));
    }

    private async Task<(HttpResponseMessage Response, JsonElement Json)> SignIn(string address, string password, params (string Name, string Value)[] headers)
    {
        using var request = BrowserRequest.Of(HttpMethod.Post, "/web/session", null, Credentials(password), [("X-Forwarded-For", address), .. headers]);
        return await edge.Send(request);
    }

    /// <summary>Each test has an account of its own: attempts are limited by it.</summary>
    private static string Credentials(string password)
    {
        var account = Guid.NewGuid().ToString("N");
        return JsonSerializer.Serialize(new Dictionary<string, string> { ["domain"] = "example", ["email"] = $"{account}@example.org", ["password"] = password });
    }

    private async Task<(HttpResponseMessage Response, JsonElement Json)> Operator(string address, string key)
    {
        using var request = BrowserRequest.Of(HttpMethod.Post, "/web/operator", null, $$"""{"key":"{{key}}"}""", ("X-Forwarded-For", address));
        return await edge.Send(request);
    }

    private async Task<(HttpResponseMessage Response, JsonElement Json)> Show(string? cookies)
    {
        using var request = BrowserRequest.OfScript(HttpMethod.Get, "/web/session", cookies);
        return await edge.Send(request);
    }

    private async Task<HttpStatusCode> Teams(string cookies)
    {
        using var request = BrowserRequest.OfScript(HttpMethod.Get, "/admin/teams", cookies);
        return (await edge.Send(request)).Response.StatusCode;
    }

    private static string? ErrorOf(JsonElement json) => json.GetProperty("error").GetString();
}
