using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Chat.Browsers;

/// <summary>One file of the built client, in the forms in which it was compressed when it was built.</summary>
internal sealed class ClientFile
{
    private readonly Form plain;
    private readonly Form[] compressed;

    /// <param name="file">Its compressed forms lie beside it, with <c>.br</c> and <c>.gz</c> behind its name.</param>
    public ClientFile(string file, string contentType)
    {
        ContentType = contentType;
        plain = new Form(null, File.ReadAllBytes(file));
        compressed = [.. Forms(file).Where(form => form.Bytes.Length < plain.Bytes.Length)];
    }

    private sealed record Form(string? Encoding, byte[] Bytes)
    {
        public EntityTagHeaderValue Tag { get; } = new($"\"{Convert.ToHexStringLower(SHA256.HashData(Bytes).AsSpan(0, 16))}\"");
    }

    public string ContentType { get; }

    /// <summary>The smallest form that the client takes; 304 when it has that already.</summary>
    public Task Serve(HttpContext http)
    {
        var form = Choose(http.Request);
        if (compressed.Length > 0)
            http.Response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (form.Encoding is { } encoding)
            http.Response.Headers.ContentEncoding = encoding;
        return TypedResults.Bytes(form.Bytes, ContentType, entityTag: form.Tag).ExecuteAsync(http);
    }

    private Form Choose(HttpRequest request)
    {
        if (compressed.Length == 0)
            return plain;
        var accepted = request.GetTypedHeaders().AcceptEncoding;
        return compressed.FirstOrDefault(form => accepted.Any(entry => entry.Value == form.Encoding && entry.Quality != 0)) ?? plain;
    }

    private static IEnumerable<Form> Forms(string file)
    {
        if (File.Exists(file + ".br"))
            yield return new Form("br", File.ReadAllBytes(file + ".br"));
        if (File.Exists(file + ".gz"))
            yield return new Form("gzip", File.ReadAllBytes(file + ".gz"));
    }
}
