using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Chat.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Xunit;

namespace Chat.Tests.Sockets;

/// <summary>A client that others wrote (.NET's), over every kind of carrier.</summary>
public sealed class RealClientTests
{
    public enum Carrier
    {
        Connection,
        Upgrade,
        TlsConnection,
        TlsUpgrade,
        Http2,
    }

    private static readonly X509Certificate2 Certificate = SelfSigned();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Carrier.Connection)]
    [InlineData(Carrier.Upgrade)]
    [InlineData(Carrier.TlsConnection)]
    [InlineData(Carrier.TlsUpgrade)]
    [InlineData(Carrier.Http2)]
    public async Task Conversation_with_large_and_small_messages_and_an_orderly_end(Carrier carrier)
    {
        await using var server = await Start(carrier);
        using var client = await Connect(server, carrier, "/echo/");
        for (var i = 0; i < 50; i++)
        {
            var text = new string((char)('a' + i % 26), i * 37) + "é🚀";
            await client.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Ct);
            Assert.Equal(text, await Receive(client));
        }
        // In fragments.
        await client.SendAsync("one "u8.ToArray(), WebSocketMessageType.Text, endOfMessage: false, Ct);
        await client.SendAsync("two"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Ct);
        Assert.Equal("one two", await Receive(client));
        await Await.For(client.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", Ct), "the close handshake");
        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.CloseStatus);
        await Await.Until(() => server.Registry.Count == 0, "the socket is forgotten");
    }

    [Theory]
    [InlineData(Carrier.Connection)]
    [InlineData(Carrier.TlsConnection)]
    [InlineData(Carrier.Http2)]
    public async Task Client_sees_our_close_code(Carrier carrier)
    {
        await using var server = await Start(carrier);
        using var client = await Connect(server, carrier, "/test/");
        var session = await server.Sessions.Next();
        session.Connection.Close(CloseCodes.TokenRevoked, "the token was revoked");
        var end = await Await.For(client.ReceiveAsync(new byte[100], Ct), "the close frame");
        Assert.Equal((WebSocketMessageType.Close, CloseCodes.TokenRevoked), (end.MessageType, (int)client.CloseStatus!));
        Assert.Equal("the token was revoked", client.CloseStatusDescription);
        await client.CloseOutputAsync(client.CloseStatus!.Value, null, Ct);
        await session.Closed;
    }

    [Theory]
    [InlineData(Carrier.TlsConnection)]
    [InlineData(Carrier.TlsUpgrade)]
    [InlineData(Carrier.Http2)]
    public async Task Slow_reader_is_found_out_on_every_carrier(Carrier carrier)
    {
        await using var server = await Start(carrier);
        using var client = await Connect(server, carrier, "/test/");
        var session = await server.Sessions.Next();
        var frame = ServerFrame.Text(new byte[8000]);
        for (var sent = 0; session.Connection.Send(frame, ephemeral: false); sent++)
            Assert.True(sent < 20_000, "The network takes everything.");
        Assert.Equal(CloseCodes.SlowReader, session.Connection.CloseCode);
        var buffer = new byte[64 * 1024];
        WebSocketReceiveResult result;
        do
            result = await Await.For(client.ReceiveAsync(buffer, Ct), "the close frame");
        while (result.MessageType != WebSocketMessageType.Close);
        Assert.Equal(CloseCodes.SlowReader, (int)client.CloseStatus!);
    }

    [Fact]
    public async Task Deflate_that_is_offered_is_declined()
    {
        await using var server = await SocketServer.Start();
        using var client = new ClientWebSocket();
        client.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        await client.ConnectAsync(new Uri($"ws://127.0.0.1:{server.Port}/echo/"), Ct);
        await client.SendAsync("plain"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Ct);
        Assert.Equal("plain", await Receive(client));
    }

    [Fact]
    public async Task Keep_alive_pings_of_a_client_are_answered()
    {
        await using var server = await SocketServer.Start();
        using var client = new ClientWebSocket();
        client.Options.KeepAliveInterval = TimeSpan.FromMilliseconds(100);
        client.Options.KeepAliveTimeout = TimeSpan.FromSeconds(5);
        await client.ConnectAsync(new Uri($"ws://127.0.0.1:{server.Port}/test/"), Ct);
        var session = await server.Sessions.Next();
        var before = session.Connection.LastReceived;
        var receiving = Receive(client);
        await Await.Until(() => session.Connection.LastReceived > before + 1, "a ping comes");
        session.Connection.Send(ServerFrame.Text("still open"u8), ephemeral: false);
        Assert.Equal("still open", await receiving);
    }

    [Fact]
    public async Task Many_sockets_at_once_each_hear_their_own()
    {
        await using var server = await SocketServer.Start();
        await Await.For(Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            using var client = await Connect(server, Carrier.Connection, "/echo/");
            for (var n = 0; n < 20; n++)
            {
                await client.SendAsync(Encoding.ASCII.GetBytes($"{i}/{n}"), WebSocketMessageType.Text, endOfMessage: true, Ct);
                Assert.Equal($"{i}/{n}", await Receive(client));
            }
            await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Ct);
        })), "all conversations");
        await Await.Until(() => server.Registry.Count == 0, "all sockets are forgotten");
    }

    private static Task<SocketServer> Start(Carrier carrier) => SocketServer.Start(
        viaHttp: carrier is Carrier.Upgrade or Carrier.TlsUpgrade,
        listen: address =>
        {
            if (carrier is Carrier.TlsConnection or Carrier.TlsUpgrade)
                address.UseHttps(Certificate);
            if (carrier == Carrier.Http2)
                address.Protocols = HttpProtocols.Http2;
        });

    private static async Task<ClientWebSocket> Connect(SocketServer server, Carrier carrier, string path)
    {
        var client = new ClientWebSocket();
        var isTls = carrier is Carrier.TlsConnection or Carrier.TlsUpgrade;
        if (isTls)
            client.Options.RemoteCertificateValidationCallback =
                (_, certificate, _, _) => certificate?.GetCertHashString() == Certificate.GetCertHashString();
        HttpMessageInvoker? invoker = null;
        if (carrier == Carrier.Http2)
        {
            client.Options.HttpVersion = HttpVersion.Version20;
            client.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
            // The connection lives as long as the socket.
            invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        }
        await client.ConnectAsync(new Uri($"{(isTls ? "wss" : "ws")}://127.0.0.1:{server.Port}{path}"), invoker, Ct);
        return client;
    }

    private static async Task<string> Receive(ClientWebSocket client)
    {
        var buffer = new byte[64 * 1024];
        var length = 0;
        while (true)
        {
            var result = await Await.For(client.ReceiveAsync(buffer.AsMemory(length), Ct).AsTask(), "a message");
            Assert.Equal(WebSocketMessageType.Text, result.MessageType);
            length += result.Count;
            if (result.EndOfMessage)
                return Encoding.UTF8.GetString(buffer, 0, length);
        }
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
