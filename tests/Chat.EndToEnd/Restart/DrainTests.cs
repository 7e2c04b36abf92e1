using System.Diagnostics;
using System.Net;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Restart;

/// <summary>A process that is told to stop leaves service before it ends.</summary>
public sealed class DrainTests : IAsyncLifetime
{
    private const int Sockets = 300;
    private static readonly TimeSpan Over = TimeSpan.FromSeconds(3);
    private readonly TempFolder folder = new();
    private ServerProcess server = null!;
    private SlackApi api = null!;

    public async ValueTask InitializeAsync()
    {
        server = await EmbeddedServer.StartAsync(folder, new Dictionary<string, string>
        {
            ["Chat__Sockets__DrainOver"] = Over.ToString(),
            ["Chat__Limits__ConnectBurst"] = "10000",
        });
        api = new SlackApi(server.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_server_that_stops_serves_on_takes_no_sessions_and_closes_its_sockets_spread_over_the_time()
    {
        var team = await TestTeam.CreateAsync(api, "alice");
        var clients = new List<RtmClient>();
        for (var n = 0; n < Sockets; n++)
            clients.Add(await RtmClient.ConnectAsync(team, "alice"));
        var late = await api.Ok("rtm.connect", team["alice"].Token);
        var closed = clients.Select(async client =>
        {
            await client.Closed;
            return Stopwatch.GetTimestamp();
        }).ToArray();

        var told = Stopwatch.GetTimestamp();
        var stopping = server.StopAsync();
        await Eventually.True(async () => !await server.IsReadyAsync(), Eventually.Usual, () => $"readiness to end; the log:\n{server.Log}");
        Assert.False(stopping.IsCompleted);

        // What is not a session is served to the end: the last one of many still has its socket.
        Assert.False(closed[^1].IsCompleted && closed[0].IsCompleted, "the sockets should be closed one after the other");
        await team.PostAsync("alice", team.General, "during the drain");
        using (var refused = await api.Send(HttpMethod.Get, "api/rtm.connect", bearer: team["alice"].Token))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.InRange(int.Parse(refused.Headers.GetValues("Retry-After").Single(), System.Globalization.CultureInfo.InvariantCulture), 1, 5);
        }
        var (status, retryAfter) = await AskForSocket(new Uri(SlackApi.Text(late, "url")));
        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.InRange(retryAfter, 1, 5);

        var ends = await Task.WhenAll(closed).Within(TimeSpan.FromSeconds(30), "all sockets to be closed");
        await stopping;
        Assert.All(clients, client => Assert.Equal(4002, (int)(client.CloseStatus ?? 0)));
        Assert.All(clients, client => Assert.Equal("goodbye", client.Frames[^1].Type));
        var seconds = ends.Select(at => Stopwatch.GetElapsedTime(told, at).TotalSeconds).Order().ToList();
        Proof.Report($"{Sockets} sockets closed between {seconds[0]:0.00} and {seconds[^1]:0.00} s after SIGTERM");
        // In every second of the drain about as many as in any other.
        for (var second = 0; second < (int)Over.TotalSeconds; second++)
            Assert.InRange(seconds.Count(s => s >= second && s < second + 1), Sockets / 10, Sockets * 6 / 10);
        foreach (var client in clients)
            await client.DisposeAsync();
    }

    /// <summary>A handshake by hand: clients do not show the answer's headers.</summary>
    private static async Task<(HttpStatusCode Status, int RetryAfter)> AskForSocket(Uri socket)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(socket) { Scheme = "http" }.Uri);
        request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        using var answer = await http.SendAsync(request);
        return (answer.StatusCode, int.Parse(answer.Headers.GetValues("Retry-After").Single(), System.Globalization.CultureInfo.InvariantCulture));
    }
}
