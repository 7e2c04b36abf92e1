using System.IO.Compression;
using System.Net.Sockets;
using System.Text;

namespace Chat.Tests.Unfurling;

using Page = Func<FixtureRequest, Stream, CancellationToken, Task>;

/// <summary>Ways to answer, good and bad.</summary>
internal static class FixtureAnswers
{
    public static Page Html(string html, string headers = "") => Answer(Encoding.UTF8.GetBytes(html), "Content-Type: text/html; charset=utf-8\r\n" + headers);

    public static Page Answer(byte[] body, string headers, string status = "200 OK") => async (_, stream, ct) =>
    {
        await Head(stream, $"{headers}Content-Length: {body.Length}\r\n", status, ct);
        await stream.WriteAsync(body, ct);
    };

    public static Page Redirect(string target, string status = "302 Found") => Answer([], $"Location: {target}\r\n", status);

    /// <summary>Text in a character set that the header does not name.</summary>
    public static Page Encoded(string html, int codePage, string? charset, byte[]? mark = null) => Answer(
        [.. mark ?? [], .. OfPage(codePage).GetBytes(html)], charset is null ? "Content-Type: text/html\r\n" : $"Content-Type: text/html; charset={charset}\r\n");

    public static Page Compressed(string html, string encoding) => Answer(Compress(Encoding.UTF8.GetBytes(html), encoding),
        $"Content-Type: text/html; charset=utf-8\r\nContent-Encoding: {encoding}\r\n");

    /// <summary>A beginning, and then so many megabytes of blanks, compressed to next to nothing.</summary>
    public static Page Bomb(string html, string encoding, int megabytes) => async (_, stream, ct) =>
    {
        await Head(stream, $"Content-Type: text/html; charset=utf-8\r\nContent-Encoding: {encoding}\r\n", "200 OK", ct);
        await using var compressing = Compressor(stream, encoding);
        await compressing.WriteAsync(Encoding.UTF8.GetBytes(html), ct);
        var blanks = new byte[1024 * 1024];
        Array.Fill(blanks, (byte)' ');
        for (var i = 0; i < megabytes; i++)
            await compressing.WriteAsync(blanks, ct);
    };

    /// <summary>Says one length and sends another.</summary>
    public static Page Lying(string html, int length) => async (_, stream, ct) =>
    {
        await Head(stream, $"Content-Type: text/html; charset=utf-8\r\nContent-Length: {length}\r\n", "200 OK", ct);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(html), ct);
    };

    /// <summary>Never ends.</summary>
    public static Page Endless(string html) => async (_, stream, ct) =>
    {
        await Head(stream, "Content-Type: text/html; charset=utf-8\r\n", "200 OK", ct);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(html), ct);
        var more = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<p>more and more\n", 1000)));
        while (true)
            await stream.WriteAsync(more, ct);
    };

    /// <summary>A character every now and then.</summary>
    public static Page Drip(string headers) => async (_, stream, ct) =>
    {
        await Head(stream, headers, "200 OK", ct);
        while (true)
        {
            await stream.WriteAsync("<"u8.ToArray(), ct);
            await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
        }
    };

    public static Page Raw(string text) => async (_, stream, ct) => await stream.WriteAsync(Encoding.Latin1.GetBytes(text), ct);

    public static Page Silence(string before) => async (_, stream, ct) =>
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(before), ct);
        await Task.Delay(Timeout.Infinite, ct);
    };

    /// <summary>Cuts the connection with a reset.</summary>
    public static Page Reset(string before) => async (request, stream, ct) =>
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(before), ct);
        request.Socket.LingerState = new LingerOption(true, 0);
        request.Socket.Close();
    };

    private static async Task Head(Stream stream, string headers, string status, CancellationToken ct) =>
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 {status}\r\n{headers}Connection: close\r\n\r\n"), ct);

    private static byte[] Compress(byte[] plain, string encoding)
    {
        using var buffer = new MemoryStream();
        using (var compressing = Compressor(buffer, encoding))
            compressing.Write(plain);
        return buffer.ToArray();
    }

    private static Stream Compressor(Stream to, string encoding) => encoding switch
    {
        "gzip" => new GZipStream(to, CompressionLevel.Fastest),
        "br" => new BrotliStream(to, CompressionLevel.Fastest),
        _ => new ZLibStream(to, CompressionLevel.Fastest),
    };

    private static Encoding OfPage(int codePage) => codePage switch
    {
        65001 => Encoding.UTF8,
        1200 => Encoding.Unicode,
        _ => CodePagesEncodingProvider.Instance.GetEncoding(codePage)!,
    };
}
