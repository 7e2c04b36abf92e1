using System.ComponentModel.DataAnnotations;
using System.Net;
using Chat.Gateway;
using Chat.Tests.WebApi;
using Xunit;

namespace Chat.Tests.Security;

public sealed class CrossOriginTests(Edge closed, CrossOriginTests.Opened opened) : IClassFixture<Edge>, IClassFixture<CrossOriginTests.Opened>
{
    private const string Tools = "https://tools.example.org";

    public sealed class Opened : Edge
    {
        protected override Dictionary<string, string?> Settings => new() { ["Chat:Gateway:AllowedOrigins:0"] = Tools };
    }

    [Theory]
    [InlineData("/api/auth.test")]
    [InlineData("/api/signin")]
    [InlineData("/admin/teams")]
    [InlineData("/web/session")]
    public async Task By_default_no_other_origin_may_read_anything(string path)
    {
        foreach (var verb in new[] { HttpMethod.Options, HttpMethod.Post })
        {
            using var answer = await Ask(closed, verb, path, Tools);
            Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Theory]
    [InlineData("/api/auth.test")]
    [InlineData("/api/signin")]
    public async Task An_origin_that_is_allowed_may_send_a_token_and_read_the_answer(string path)
    {
        using var preflight = await Ask(opened, HttpMethod.Options, path, Tools);
        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal(Tools, Header(preflight, "Access-Control-Allow-Origin"));
        Assert.Contains("POST", Header(preflight, "Access-Control-Allow-Methods"), StringComparison.Ordinal);
        Assert.Equal("Authorization,Content-Type", Header(preflight, "Access-Control-Allow-Headers"));
        Assert.Equal("600", Header(preflight, "Access-Control-Max-Age"));
        using var answer = await Ask(opened, HttpMethod.Post, path, Tools);
        Assert.Equal((HttpStatusCode.OK, Tools), (answer.StatusCode, Header(answer, "Access-Control-Allow-Origin")));
        Assert.Contains("Retry-After", Header(answer, "Access-Control-Expose-Headers"), StringComparison.Ordinal);
        foreach (var either in new[] { preflight, answer })
            Assert.False(either.Headers.Contains("Access-Control-Allow-Credentials"), "Cookies count for nobody else's page.");
    }

    [Theory]
    [InlineData("/api/auth.test", "https://evil.example.org")]
    [InlineData("/api/auth.test", "http://tools.example.org")]
    [InlineData("/api/auth.test", "https://tools.example.org:8443")]
    [InlineData("/api/auth.test", "https://tools.example.org.evil.example")]
    [InlineData("/api/auth.test", "null")]
    [InlineData("/admin/teams", Tools)]
    [InlineData("/web/session", Tools)]
    [InlineData("/web/operator", Tools)]
    public async Task No_other_origin_and_nothing_but_the_Web_API_is_opened(string path, string origin)
    {
        foreach (var verb in new[] { HttpMethod.Options, HttpMethod.Post })
        {
            using var answer = await Ask(opened, verb, path, origin);
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"), $"{verb} {path} from {origin}");
        }
    }

    [Theory]
    [InlineData("*")]
    [InlineData("https://tools.example.org/")]
    [InlineData("https://tools.example.org/path")]
    [InlineData("tools.example.org")]
    [InlineData("https://*.example.org")]
    [InlineData("null")]
    public void What_is_no_origin_is_refused_at_the_start(string origin)
    {
        var options = new GatewayOptions { AllowedOrigins = [origin] };
        var error = Assert.Single(options.Validate(new ValidationContext(options)));
        Assert.Contains(origin, error.ErrorMessage, StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> Ask(Edge edge, HttpMethod verb, string path, string origin)
    {
        using var request = new HttpRequestMessage(verb, path);
        request.Headers.Add("Origin", origin);
        if (verb == HttpMethod.Options)
        {
            request.Headers.Add("Access-Control-Request-Method", "POST");
            request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type,x-chat-web");
        }
        else
        {
            request.Headers.Authorization = new("Bearer", Edge.AnnToken);
        }
        return await edge.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(",", values) : "";
}
