using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Transfer;

/// <summary>Uploads that are refused, and one that breaks off: nothing of them stays, and no job comes of them.</summary>
public sealed class UploadTests : IAsyncLifetime
{
    private const int Limit = 300_000;

    private readonly TempFolder folder = new();
    private ServerProcess server = null!;
    private TestTeam team = null!;

    public async ValueTask InitializeAsync()
    {
        server = await EmbeddedServer.StartAsync(folder, new Dictionary<string, string> { ["Chat__Gateway__MaxUploadBytes"] = "300000" });
        team = await TestTeam.CreateAsync(new SlackApi(server.Address), "alice");
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task What_is_too_large_or_no_zip_or_of_another_type_is_refused_with_its_code()
    {
        await Refused(HttpStatusCode.RequestEntityTooLarge, "request_too_large", Imports.Zip(Zip(Limit + 100_000)));
        // Without a length beforehand it is the bytes that count.
        using var stream = new MemoryStream(Zip(Limit + 1));
        await Refused(HttpStatusCode.RequestEntityTooLarge, "request_too_large", Typed(new StreamContent(new Unsized(stream))));
        await Refused(HttpStatusCode.BadRequest, "invalid_archive", Imports.Zip(new byte[1_000]));
        await Refused(HttpStatusCode.BadRequest, "invalid_archive", Imports.Zip([]));
        await Refused(HttpStatusCode.UnsupportedMediaType, "invalid_post_type", new StringContent("{}", System.Text.Encoding.UTF8, "application/json"));
        await Refused(HttpStatusCode.Forbidden, "not_authorized", Imports.Zip(Zip(1_000)), team["alice"].Token);
        Assert.Empty(await Jobs());
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_no_job_and_the_next_one_is_taken()
    {
        var broken = Typed(new StreamContent(new Unsized(new BreakingStream(Zip(200_000)))));
        await Assert.ThrowsAsync<HttpRequestException>(() => team.Api.Send(HttpMethod.Post, $"admin/teams/{team.Id}/imports", broken, EmbeddedServer.OperatorKey));
        Assert.Empty(await Jobs());
        var status = await Imports.DoneAsync(team.Api, team.Id, await Imports.HoustonAsync());
        Assert.Equal("done", SlackApi.Text(status, "state"));
    }

    [Fact]
    public async Task An_upload_that_trickles_in_is_ended_and_leaves_nothing()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        var head = $"POST /admin/teams/{team.Id}/imports HTTP/1.1\r\nHost: {server.Address.Authority}\r\nAuthorization: Bearer {EmbeddedServer.OperatorKey}\r\n"
            + "Content-Type: application/zip\r\nContent-Length: 200000\r\n\r\nPK\u0003\u0004";
        await stream.WriteAsync(System.Text.Encoding.Latin1.GetBytes(head), TestContext.Current.CancellationToken);
        // Some bytes all the time, and yet too few.
        using var trickle = new Timer(_ => { try { stream.WriteByte(0); } catch (Exception e) when (e is IOException or ObjectDisposedException) { } }, null, 0, 100);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(30));
        using var answer = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 408 ", await answer.ReadLineAsync(bound.Token), StringComparison.Ordinal);
        Assert.Empty(await Jobs());
    }

    private async Task Refused(HttpStatusCode status, string code, HttpContent content, string key = EmbeddedServer.OperatorKey)
    {
        using var answer = await team.Api.Send(HttpMethod.Post, $"admin/teams/{team.Id}/imports", content, key);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status && body.Contains($"\"{code}\"", StringComparison.Ordinal), $"{(int)answer.StatusCode} {body}");
    }

    private async Task<string[]> Jobs() => [.. (await team.Api.Admin(HttpMethod.Get, $"admin/jobs?team={team.Id}"))["jobs"]!.AsArray().Select(job => SlackApi.Text(job, "id"))];

    private static byte[] Zip(int length) => [(byte)'P', (byte)'K', 3, 4, .. new byte[length - 4]];

    private static StreamContent Typed(StreamContent content)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/zip");
        return content;
    }

    /// <summary>A stream that does not tell its length, so that it is sent in chunks.</summary>
    private sealed class Unsized(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    /// <summary>Gives its bytes and then fails, as a connection does.</summary>
    private sealed class BreakingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, count) is > 0 and var read ? read : throw new IOException("The client is gone.");
    }
}
