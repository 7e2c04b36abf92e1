using System.Net;
using Chat.Tests.WebApi;
using Xunit;

namespace Chat.Tests.Security;

public sealed class HeaderTests(Edge edge, HeaderTests.BehindProxy proxied) : IClassFixture<Edge>, IClassFixture<HeaderTests.BehindProxy>
{
    private const string Nothing = "default-src 'none'; frame-ancestors 'none'";

    public sealed class BehindProxy : Edge
    {
        protected override Dictionary<string, string?> Settings => new()
        {
            ["Chat:Gateway:TrustForwardedHeaders"] = "true", ["Chat:Gateway:StrictTransport"] = "1.00:00:00",
        };
    }

    [Theory]
    [InlineData("GET", "/api/api.test")]
    [InlineData("POST", "/api/signin")]
    [InlineData("GET", "/api/no.such.method")]
    [InlineData("DELETE", "/api/api.test")]
    [InlineData("GET", "/admin/teams")]
    [InlineData("GET", "/admin/openapi.json")]
    [InlineData("GET", "/admin/nowhere")]
    [InlineData("GET", "/web/session")]
    [InlineData("GET", "/health/live")]
    [InlineData("GET", "/nowhere/at/all")]
    public async Task Answers_that_are_no_page_let_browsers_do_nothing_with_them(string verb, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), path);
        using var answer = await edge.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal((Nothing, "nosniff"), (Header(answer, "Content-Security-Policy"), Header(answer, "X-Content-Type-Options")));
        Assert.Equal(("no-referrer", "same-origin"), (Header(answer, "Referrer-Policy"), Header(answer, "Cross-Origin-Resource-Policy")));
        Assert.Contains("no-store", Header(answer, "Cache-Control"), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"), "Over http it means nothing.");
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Pages_have_the_policy_that_they_need()
    {
        using var page = await edge.Http.GetAsync("/", TestContext.Current.CancellationToken);
        Assert.Contains("script-src 'self'", Header(page, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", Header(page, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal(("same-origin", "no-cache", "nosniff"), (Header(page, "Referrer-Policy"), Header(page, "Cache-Control"), Header(page, "X-Content-Type-Options")));
    }

    [Fact]
    public async Task Over_https_browsers_are_told_to_keep_to_it()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/api.test");
        request.Headers.Add("X-Forwarded-Proto", "https");
        using var answer = await proxied.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("max-age=86400", Header(answer, "Strict-Transport-Security"));
    }

    private static string Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : "";
}
