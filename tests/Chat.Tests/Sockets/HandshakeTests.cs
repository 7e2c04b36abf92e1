using Chat.Sockets;
using Xunit;

namespace Chat.Tests.Sockets;

public sealed class HandshakeTests
{
    [Theory]
    [InlineData("Origin: https://api.slack.com")]
    [InlineData("Host: chat.example:8080")]
    [InlineData("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits")]
    [InlineData("Sec-WebSocket-Protocol: chat, superchat")]
    [InlineData("Connection: keep-alive, Upgrade")]
    [InlineData("Connection: upgrade")]
    [InlineData("Upgrade: WebSocket")]
    [InlineData("Upgrade: h2c, websocket")]
    [InlineData("User-Agent: something/1.0")]
    public async Task Clients_differ_and_all_are_let_in(string header)
    {
        foreach (var viaHttp in new[] { false, true })
        {
            await using var server = await SocketServer.Start(viaHttp: viaHttp);
            using var client = await server.Connect();
            await client.Send(RawClient.Request("/echo/?", header));
            var (status, headers) = await client.ReadHead();
            Assert.Equal(101, status);
            Assert.Equal(RawClient.Accept, headers["Sec-WebSocket-Accept"]);
            // No extension and no subprotocol is taken up.
            Assert.DoesNotContain("Sec-WebSocket-Extensions", headers.Keys);
            Assert.DoesNotContain("Sec-WebSocket-Protocol", headers.Keys);
            await client.SendText("in");
            Assert.Equal("in", (await client.Read()).Text);
        }
    }

    [Theory]
    [InlineData("Upgrade:", 426)]
    [InlineData("Upgrade: h2c", 426)]
    [InlineData("Connection:", 426)]
    [InlineData("Connection: close", 426)]
    [InlineData("Sec-WebSocket-Version: 8", 426)]
    [InlineData("Sec-WebSocket-Version:", 426)]
    [InlineData("Sec-WebSocket-Key:", 400)]
    [InlineData("Sec-WebSocket-Key: c2hvcnQ=", 400)]
    [InlineData("Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!!!", 400)]
    [InlineData("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZSE=xxx", 400)]
    [InlineData("Content-Length: 5", 400)]
    [InlineData("Host:", 400)]
    public async Task Bad_handshake_gets_an_http_answer(string header, int expected)
    {
        foreach (var viaHttp in new[] { false, true })
        {
            await using var server = await SocketServer.Start(viaHttp: viaHttp);
            using var client = await server.Connect();
            await client.Send(RawClient.Request("/echo/", header));
            var (status, headers) = await client.ReadHead();
            Assert.Equal(expected, status);
            if (status == 426)
                Assert.Equal(("websocket", "13"), (headers["Upgrade"], headers["Sec-WebSocket-Version"]));
            await client.ExpectGone();
        }
    }

    [Theory]
    [InlineData("GET /echo/ HTTP/1.0\r\nHost: a\r\n\r\n")]
    [InlineData("GET /echo/ HTTP/1.1\nHost: a\n\r\n\r\n")]
    [InlineData("GET /echo/\x01 HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("GET /echo/#x HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("GET /echo/ HTTP/1.1\r\nHost : a\r\n\r\n")]
    [InlineData("GET /echo/ HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n")]
    [InlineData("GET /echo/ HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n")]
    [InlineData("GET /echo/ HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n")]
    [InlineData("GET /echo/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")]
    [InlineData("GET /echo/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")]
    public async Task Malformed_request_is_answered_with_400(string request)
    {
        await using var server = await SocketServer.Start();
        using var client = await server.Connect();
        await client.Send(request);
        var (status, headers) = await client.ReadHead();
        Assert.Equal((400, "close"), (status, headers["Connection"]));
        await client.ExpectGone();
    }

    [Fact]
    public async Task Request_longer_than_the_limit_is_answered_with_431()
    {
        await using var server = await SocketServer.Start();
        using var client = await server.Connect();
        await client.Send(RawClient.Request("/echo/", "X-Padding: " + new string('p', 9000)));
        Assert.Equal(431, (await client.ReadHead()).Status);
    }

    [Fact]
    public async Task Handshake_that_arrives_byte_by_byte_is_understood()
    {
        await using var server = await SocketServer.Start();
        using var client = await server.Connect();
        foreach (var c in RawClient.Request("/echo/x?y"))
            await client.Send((byte)c);
        Assert.Equal(101, (await client.ReadHead()).Status);
    }

    [Fact]
    public async Task Frames_sent_with_the_handshake_are_served()
    {
        await using var server = await SocketServer.Start();
        using var client = await server.Connect();
        await client.Send([.. System.Text.Encoding.ASCII.GetBytes(RawClient.Request("/echo/")), .. RawClient.TextFrame("early")]);
        Assert.Equal(101, (await client.ReadHead()).Status);
        Assert.Equal("early", (await client.Read()).Text);
    }

    [Fact]
    public async Task Http_on_the_same_port_is_untouched()
    {
        await using var server = await SocketServer.Start();
        using var http = new HttpClient { BaseAddress = server.Address };
        var ct = TestContext.Current.CancellationToken;
        Assert.Equal("hello", await http.GetStringAsync("/hello", ct));
        using var large = new StringContent(new string('z', 300_000));
        using var answer = await http.PostAsync("/length", large, ct);
        Assert.Equal("300000", await answer.Content.ReadAsStringAsync(ct));

        // A request whose first bytes are those of a socket's path as far as they go, one byte a packet.
        using var slow = await server.Connect();
        foreach (var c in "GET /ech HTTP/1.1\r\nHost: a\r\n\r\n")
            await slow.Send((byte)c);
        Assert.Equal(404, (await slow.ReadHead()).Status);
    }

    [Fact]
    public async Task Kept_alive_http_connection_may_become_a_socket()
    {
        await using var server = await SocketServer.Start();
        using var client = await server.Connect();
        await client.Send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
        var (status, _, body) = await client.ReadAnswer();
        Assert.Equal((200, "hello"), (status, body));
        await client.Handshake("/echo/");
        await client.SendText("upgraded");
        Assert.Equal("upgraded", (await client.Read()).Text);
        await client.Send(RawClient.CloseFrame(1000));
        Assert.Equal(1000, await client.ReadClose());
        await client.ExpectEnd();
    }

    [Fact]
    public async Task Other_methods_on_a_socket_path_are_answered_with_405()
    {
        await using var server = await SocketServer.Start();
        using var http = new HttpClient { BaseAddress = server.Address };
        using var answer = await http.PostAsync("/echo/x", null, TestContext.Current.CancellationToken);
        Assert.Equal(405, (int)answer.StatusCode);
        Assert.Equal(["GET"], answer.Content.Headers.Allow);
    }

    [Fact]
    public async Task Echo_is_not_there_unless_asked_for()
    {
        await using var server = await SocketServer.Start(options => options.Echo = false);
        using var client = await server.Connect();
        await client.Send(RawClient.Request("/echo/"));
        Assert.Equal(404, (await client.ReadHead()).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Origin_that_the_host_refuses_is_answered_with_403(bool viaHttp)
    {
        await using var server = await SocketServer.Start(
            options => options.OriginAllowed = handshake => handshake.Origin is null or "https://chat.example", viaHttp: viaHttp);
        using var foreign = await server.Connect();
        await foreign.Send(RawClient.Request("/echo/", "Origin: https://evil.example"));
        Assert.Equal(403, (await foreign.ReadHead()).Status);
        using var own = await server.Connect();
        await own.Send(RawClient.Request("/echo/", "Origin: https://chat.example"));
        Assert.Equal(101, (await own.ReadHead()).Status);
        using var none = await server.Open();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Host_is_shown_cookies_and_what_a_proxy_says(bool viaHttp)
    {
        SocketHandshake? shown = null;
        await using var server = await SocketServer.Start(
            options => options.OriginAllowed = handshake =>
            {
                shown = handshake;
                return false;
            },
            viaHttp: viaHttp);
        using var client = await server.Connect();
        await client.Send(RawClient.Request("/echo/", "Cookie: a=1; b=2\r\nCookie: c=3\r\nX-Forwarded-Host: first.example, chat.example"));
        Assert.Equal(403, (await client.ReadHead()).Status);
        Assert.Equal(("a=1; b=2; c=3", "chat.example"), (shown?.Cookies, shown?.ForwardedHost));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Socket_beyond_the_limit_is_answered_with_503(bool viaHttp)
    {
        await using var server = await SocketServer.Start(options => options.MaxSockets = 1, viaHttp: viaHttp);
        using var first = await server.Open();
        using var second = await server.Connect();
        await second.Send(RawClient.Request("/echo/"));
        Assert.Equal(503, (await second.ReadHead()).Status);
    }

    [Fact]
    public async Task Half_a_handshake_is_answered_with_408_when_its_time_is_up()
    {
        var clock = new ManualClock();
        await using var server = await SocketServer.Start(clock: clock);
        using var half = await server.Connect();
        await half.Send("GET /echo/ HTTP/1.1\r\nHost: a\r\n");
        using var undecided = await server.Connect();
        await undecided.Send("GET /e");
        using var silent = await server.Connect();
        await Await.Until(() => server.Handshakes is { Count: 3, CountBegun: 2 }, "three connections wait");
        clock.Advance(TimeSpan.FromSeconds(11));
        server.Keeper.Sweep();
        Assert.Equal(408, (await half.ReadHead()).Status);
        await half.ExpectGone();
        await undecided.ExpectGone();

        clock.Advance(TimeSpan.FromMinutes(3));
        server.Keeper.Sweep();
        await silent.ExpectGone();
    }

    [Fact]
    public async Task Http_request_is_no_longer_watched_once_it_was_passed_on()
    {
        await using var server = await SocketServer.Start();
        using var client = await server.Connect();
        await client.Send("GET /hello HTTP/1.1\r\nHost: a\r\n");
        await Await.Until(() => server.Handshakes.Count == 0, "the connection is passed on");
        server.Keeper.Sweep();
        await client.Send("\r\n");
        Assert.Equal("hello", (await client.ReadAnswer()).Body);
    }
}
