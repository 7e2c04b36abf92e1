using System.Net.Sockets;
using System.Text;
using Chat.Tests.WebApi;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace Chat.Tests.Security;

/// <summary>No endpoint waits for more of a body than it was made for: one without a bound would wait for all that was announced.</summary>
public sealed class BodyBoundTests(BodyBoundTests.Tight edge) : IClassFixture<BodyBoundTests.Tight>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public sealed class Tight : Edge
    {
        protected override Dictionary<string, string?> Settings => new() { ["Chat:Gateway:MaxUploadBytes"] = "1024" };
    }

    [Fact]
    public async Task Every_endpoint_answers_a_body_that_is_announced_as_too_large_without_waiting_for_it()
    {
        var tried = 0;
        foreach (var endpoint in edge.Endpoints.OfType<RouteEndpoint>())
        {
            var verbs = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["POST"];
            foreach (var verb in verbs.Where(verb => verb is "POST" or "PUT" or "PATCH" or "DELETE"))
            {
                var path = PathOf(endpoint);
                tried++;
                var answer = await Ask(verb, path);
                Assert.True(answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal), $"{verb} {path} answered '{answer}'.");
            }
        }
        Assert.True(tried > 25, $"Only {tried} endpoints were tried.");
    }

    private static string PathOf(RouteEndpoint endpoint) => "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment =>
        string.Concat(segment.Parts.Select(part => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "team" } => Edge.TeamId.ToString(),
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "user" } => "U0BOB",
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "method" } => "auth.test",
            _ => "x",
        }))));

    private async Task<string> Ask(string verb, string path)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(edge.Http.BaseAddress!.Host, edge.Http.BaseAddress.Port, limit.Token);
        var head = $"{verb} {path} HTTP/1.1\r\nHost: {edge.Http.BaseAddress.Authority}\r\nAuthorization: Bearer {Edge.OperatorKey}\r\nX-Chat-Web: 1\r\n"
            + "Content-Type: application/json\r\nContent-Length: 500000000\r\n\r\n{";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), limit.Token);
        var buffer = new byte[4096];
        try
        {
            var read = await client.GetStream().ReadAsync(buffer, limit.Token);
            return Encoding.UTF8.GetString(buffer, 0, read);
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            return "nothing within 10 s";
        }
    }
}
