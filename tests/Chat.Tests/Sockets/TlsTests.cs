using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Chat.Gateway;
using Chat.Tests.Storage;
using Chat.Tests.WebApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Chat.Tests.Sockets;

/// <summary>TLS that Kestrel ends itself, by its own configuration and a certificate in a file.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"chat-tls-{Guid.NewGuid():N}");
    private WebApplication app = null!;
    private Uri address = null!;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(folder);
        WriteCertificate("one");
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            // A port of its own: an endpoint that is reloaded is bound again.
            ["Kestrel:Endpoints:Https:Url"] = $"https://127.0.0.1:{FreePort()}",
            ["Kestrel:Endpoints:Https:Certificate:Path"] = Path.Combine(folder, "chat.pem"),
            ["Kestrel:Endpoints:Https:Certificate:KeyPath"] = Path.Combine(folder, "chat.key"),
            ["Chat:Sockets:Echo"] = "true",
        });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(new StubGrains().Factory);
        builder.Services.AddChatGateway(builder.Configuration);
        app = builder.Build();
        app.MapChatGateway();
        await app.StartAsync(TestContext.Current.CancellationToken);
        address = new Uri(app.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Requests_go_over_https()
    {
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = IsOurs } });
        using var answer = await http.GetAsync(new Uri(address, "/health/live"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Sockets_go_over_wss(string version)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = Version.Parse(version);
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = IsOurs } };
        using var invoker = new HttpMessageInvoker(handler);
        await socket.ConnectAsync(new UriBuilder(address) { Scheme = "wss", Path = "/echo/" }.Uri, invoker, cancel);
        await socket.SendAsync("grüße"u8.ToArray(), WebSocketMessageType.Text, true, cancel);
        var buffer = new byte[100];
        var received = await socket.ReceiveAsync(buffer.AsMemory(), cancel);
        Assert.Equal("grüße", Encoding.UTF8.GetString(buffer, 0, received.Count));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, cancel);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
    }

    /// <summary>Inside HTTP each would cost some 7 KB more; there the answer has a date.</summary>
    [Fact]
    public async Task Sockets_are_taken_before_HTTP_sees_them()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var tls = await ConnectAsync();
        await tls.WriteAsync(
            Encoding.ASCII.GetBytes($"GET /echo/ HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"),
            cancel);
        var buffer = new byte[1000];
        var answer = Encoding.ASCII.GetString(buffer, 0, await tls.ReadAsync(buffer, cancel));
        Assert.StartsWith("HTTP/1.1 101", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Date:", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_certificate_that_is_replaced_is_used_without_a_restart()
    {
        Assert.Equal("CN=chat-one", await SubjectAsync());
        WriteCertificate("two");
        await Polling.Until(async () => await SubjectAsync() == "CN=chat-two", "the new certificate to be shown");
    }

    private async Task<string> SubjectAsync()
    {
        try
        {
            await using var tls = await ConnectAsync();
            return tls.RemoteCertificate!.Subject;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // Between the listener that was and the one that comes.
            return "";
        }
    }

    [Fact]
    public async Task Whoever_speaks_no_TLS_gets_nothing()
    {
        using var client = new TcpClient();
        var cancel = TestContext.Current.CancellationToken;
        await client.ConnectAsync(address.Host, address.Port, cancel);
        await client.GetStream().WriteAsync("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), cancel);
        var buffer = new byte[1000];
        int read;
        try
        {
            read = await client.GetStream().ReadAsync(buffer, cancel);
        }
        catch (IOException)
        {
            return;
        }
        Assert.DoesNotContain("200 OK", Encoding.ASCII.GetString(buffer, 0, read), StringComparison.Ordinal);
    }

    private async Task<SslStream> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, IsOurs);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost", ApplicationProtocols = [SslApplicationProtocol.Http11] },
            TestContext.Current.CancellationToken);
        return tls;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool IsOurs(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate is not null && certificate.Subject.StartsWith("CN=chat-", StringComparison.Ordinal);

    private void WriteCertificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=chat-{name}", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        File.WriteAllText(Path.Combine(folder, "chat.key"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(folder, "chat.pem"), certificate.ExportCertificatePem());
    }
}
