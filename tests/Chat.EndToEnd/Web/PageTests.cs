using System.IO.Compression;
using System.Net;

namespace Chat.EndToEnd.Web;

/// <summary>The client's pages and files as a browser gets them.</summary>
public sealed class PageTests(ClientServer server) : IClassFixture<ClientServer>
{
    private const string Script = "assets/index-1a2b3c.js";

    [Theory]
    [InlineData("")]
    [InlineData("client")]
    [InlineData("client/T0000001A/C0GENERAL/thread/1")]
    [InlineData("archives/C0GENERAL/p1700000000000100?thread_ts=1700000000.000100")]
    [InlineData("manage/members")]
    [InlineData("operate/shards")]
    [InlineData("join/a-code.with.dots")]
    public async Task Every_page_is_the_clients_and_tells_browsers_what_to_refuse(string path)
    {
        using var browser = new Browser(server.Address);
        using var answer = await browser.SendAsync(HttpMethod.Get, path, null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(ClientServer.Page, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-cache", Header(answer, "Cache-Control"));
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("same-origin", Header(answer, "Referrer-Policy"));
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Opener-Policy"));
        Assert.Contains("camera=()", Header(answer, "Permissions-Policy"), StringComparison.Ordinal);
        var host = server.Address.Authority;
        Assert.Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: http: data:; "
            + $"connect-src 'self' ws://{host} wss://{host}; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
            Header(answer, "Content-Security-Policy"));
        Assert.Equal(HttpStatusCode.OK, await browser.StatusAsync(HttpMethod.Head, path));
    }

    [Theory]
    [InlineData("chat_server:8080")]
    [InlineData("[::1]:8080")]
    public async Task A_host_that_a_policy_cannot_name_adds_nothing_to_it(string host)
    {
        using var browser = new Browser(server.Address);
        using var answer = await browser.SendAsync(HttpMethod.Get, "", null, ("Host", host));
        Assert.Contains("connect-src 'self'; font-src", Header(answer, "Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("br, gzip", "br")]
    [InlineData("gzip, deflate, br;q=0", "gzip")]
    [InlineData("deflate", "")]
    [InlineData(null, "")]
    public async Task A_script_is_kept_for_ever_and_comes_compressed(string? accepted, string encoding)
    {
        using var browser = new Browser(server.Address);
        using var answer = await browser.SendAsync(HttpMethod.Get, Script, null, ("Accept-Encoding", accepted));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/javascript; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("public, max-age=31536000, immutable", Header(answer, "Cache-Control").Replace("max-age=31536000, public", "public, max-age=31536000", StringComparison.Ordinal));
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("Accept-Encoding", Header(answer, "Vary"));
        Assert.Equal(encoding, string.Join(",", answer.Content.Headers.ContentEncoding));
        Assert.Equal(ClientServer.Script, await Text(answer, encoding));
        if (encoding.Length > 0)
            Assert.True(answer.Content.Headers.ContentLength < ClientServer.Script.Length / 10);

        var tag = answer.Headers.ETag!.ToString();
        Assert.Equal(HttpStatusCode.NotModified, await browser.StatusAsync(HttpMethod.Get, Script, ("Accept-Encoding", accepted), ("If-None-Match", tag)));
        Assert.Equal(HttpStatusCode.OK, await browser.StatusAsync(HttpMethod.Get, Script, ("Accept-Encoding", accepted), ("If-None-Match", "\"other\"")));
    }

    [Fact]
    public async Task Files_beside_the_page_are_asked_for_again()
    {
        using var browser = new Browser(server.Address);
        using var answer = await browser.SendAsync(HttpMethod.Get, "favicon.svg", null);
        Assert.Equal("image/svg+xml", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no-cache", Header(answer, "Cache-Control"));
        Assert.Equal(HttpStatusCode.NotModified, await browser.StatusAsync(HttpMethod.Get, "favicon.svg", ("If-None-Match", answer.Headers.ETag!.ToString())));
    }

    [Theory]
    [InlineData("assets/")]
    [InlineData("assets/index-of-before.js")]
    [InlineData(Script + ".br")]
    [InlineData("assets/..%2Findex.html")]
    [InlineData("assets/..%2F..%2Fsecret.txt")]
    [InlineData("secret.txt")]
    [InlineData("clients")]
    [InlineData("web/nothing")]
    public async Task What_is_no_file_of_the_client_is_not_found_and_not_remembered(string path)
    {
        using var browser = new Browser(server.Address);
        using var answer = await browser.SendAsync(HttpMethod.Get, path, null);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        if (path.StartsWith("assets", StringComparison.Ordinal))
            Assert.Equal("no-store", Header(answer, "Cache-Control"));
    }

    [Fact]
    public async Task A_new_server_is_on_its_first_run()
    {
        using var browser = new Browser(server.Address);
        var session = await browser.AskAsync(HttpMethod.Get, "web/session");
        Assert.Equal("""{"ok":false,"error":"not_authed","first_run":true,"is_operator":false}""", session.ToJsonString());
    }

    private static string Header(HttpResponseMessage answer, string name) => string.Join(", ", answer.Headers.GetValues(name));

    private static async Task<string> Text(HttpResponseMessage answer, string encoding)
    {
        var body = await answer.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(encoding switch
        {
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            "gzip" => new GZipStream(body, CompressionMode.Decompress),
            _ => body,
        });
        return await reader.ReadToEndAsync();
    }
}
