using Xunit;

namespace Chat.Tests.WebApi;

public sealed class ForwardedHeadersTests(Edge edge, ForwardedHeadersTests.BehindProxy proxied)
    : IClassFixture<Edge>, IClassFixture<ForwardedHeadersTests.BehindProxy>
{
    [Fact]
    public async Task Without_a_trusted_proxy_nobody_chooses_the_servers_name() =>
        Assert.Equal(edge.Http.BaseAddress!.ToString(), await AddressSeenBy(edge));

    [Fact]
    public async Task Behind_a_trusted_proxy_its_word_counts() =>
        Assert.Equal("https://chat.example/", await AddressSeenBy(proxied));

    private static async Task<string?> AddressSeenBy(Edge edge)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/auth.test?token={Edge.AnnToken}");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "chat.example");
        var (_, json) = await edge.Send(request);
        return json.GetProperty("url").GetString();
    }

    public sealed class BehindProxy : Edge
    {
        protected override Dictionary<string, string?> Settings => new() { ["Chat:Gateway:TrustForwardedHeaders"] = "true" };
    }
}
