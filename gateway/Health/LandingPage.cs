namespace Chat.Health;

/// <summary><c>GET /</c>: what this is, for who opens the address.</summary>
internal static class LandingPage
{
    private const string Text = """
        Chat.Orleans: a self-hosted team chat server that speaks Slack's API.

        Slack SDKs and bots: set slackApiUrl (or base_url) to this address followed by /api/
        Web API:             POST /api/METHOD, for example /api/api.test
        Sockets:             /api/rtm.connect answers their address
        Administration:      /admin, described by /admin/openapi.json
        Health:              /health/live and /health/ready
        Documents:           README.md and docs/ beside the source

        """;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/", (RequestDelegate)(http =>
    {
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(Text, http.RequestAborted);
    }));
}
