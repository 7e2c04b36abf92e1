namespace Chat.Browsers;

/// <summary>What stands in the client's place when the server was built without it.</summary>
internal static class UnbuiltPage
{
    public static Task Show(HttpContext http)
    {
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(
            """
            Chat.Orleans: a self-hosted team chat server that speaks Slack's API.

            The web client is not here: this server was built without it. Install Node.js and npm, build the server again
            without -p:SkipWeb=true, and start it. A client that was built elsewhere is found by Chat:Web:ClientFolder.

            Everything else works without it:

            Slack SDKs and bots: set slackApiUrl (or base_url) to this address followed by /api/
            Web API:             POST /api/METHOD, for example /api/api.test
            Sockets:             /api/rtm.connect answers their address
            Administration:      /admin, described by /admin/openapi.json
            Health:              /health/live and /health/ready
            Documents:           README.md and docs/ beside the source

            """,
            http.RequestAborted);
    }
}
