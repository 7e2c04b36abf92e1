using System.Net.WebSockets;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Web;

/// <summary>A browser with a session opens sockets for our own pages alone; other clients are asked nothing.</summary>
public sealed class SocketOriginTests(EmbeddedServer server)
{
    [Fact]
    public async Task With_the_sessions_cookie_only_our_own_page_opens_a_socket()
    {
        var team = await server.NewTeamAsync();
        using var browser = await Browser.SignedInAsync(team);
        Assert.Equal(101, await Upgrade(team, browser.CookieHeader, browser.Origin));
        Assert.Equal(403, await Upgrade(team, browser.CookieHeader, "https://evil.example"));
        Assert.Equal(403, await Upgrade(team, "theme=dark; " + browser.CookieHeader, "https://evil.example"));
        Assert.Equal(403, await Upgrade(team, browser.CookieHeader, "null"));
        Assert.Equal(403, await Upgrade(team, browser.CookieHeader, null));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(null, "https://evil.example")]
    [InlineData("theme=dark", "https://evil.example")]
    public async Task Without_it_Origin_means_nothing(string? cookies, string? origin) =>
        Assert.Equal(101, await Upgrade(await server.NewTeamAsync(), cookies, origin));

    private static async Task<int> Upgrade(TestTeam team, string? cookies, string? origin)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (cookies is not null)
            socket.Options.SetRequestHeader("Cookie", cookies);
        if (origin is not null)
            socket.Options.SetRequestHeader("Origin", origin);
        try
        {
            await socket.ConnectAsync(await RtmClient.TicketAsync(team.Api, team.Admin.Token), CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // The status tells.
        }
        return (int)socket.HttpStatusCode;
    }
}
