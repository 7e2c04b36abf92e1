using System.IO.Compression;
using System.Net;
using Microsoft.Extensions.Options;

namespace Chat.Unfurling;

/// <summary>
/// Asks for pages, as far as policy allows, within bounds of bytes; the bound of time is the caller's. Follows redirects itself, each judged like the
/// first address. Sends no cookies, no credentials, and nothing of who wants to know.
/// </summary>
internal sealed class PageFetcher(IHttpClientFactory clients, PagePolicy policy, LookGate gate, IOptions<UnfurlingOptions> options, TimeProvider time)
{
    public const string ClientName = "unfurling";
    public const int MaxRedirects = 5;

    /// <param name="maxBytes">Of what is read.</param>
    /// <exception cref="PageRefusedException">Policy forbids the address or one that it leads to.</exception>
    /// <exception cref="PageFailedException">No page is there.</exception>
    /// <exception cref="PageBusyException">Too many look at this host.</exception>
    /// <exception cref="HttpRequestException">Nobody answers, or not in HTTP; a refusal may be inside.</exception>
    public async Task<FetchedPage> Fetch(Uri address, string accept, int maxBytes, CancellationToken cancellationToken)
    {
        var tries = new RetryBudget();
        for (var hop = 0; hop <= MaxRedirects; hop++)
        {
            policy.Require(address);
            var (page, next) = await Ask(address, accept, maxBytes, tries, cancellationToken);
            if (page is not null)
                return page;
            address = next!;
        }
        throw new PageFailedException("too many redirects");
    }

    private async Task<(FetchedPage? Page, Uri? Next)> Ask(Uri address, string accept, int maxBytes, RetryBudget tries, CancellationToken cancellationToken)
    {
        using var place = await gate.EnterHost(address.IdnHost, cancellationToken);
        using var client = clients.CreateClient(ClientName);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Options.Set(RetryBudget.Key, tries);
        request.Headers.TryAddWithoutValidation("User-Agent", options.Value.UserAgent);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation("Accept-Language", "en,*;q=0.5");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip, deflate, br");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (IsRedirect(response.StatusCode))
            return (null, Target(address, response.Headers.Location));
        if (!response.IsSuccessStatusCode)
            throw new PageFailedException($"the server answered {(int)response.StatusCode}");
        return (await Read(address, response, maxBytes, cancellationToken), null);
    }

    private static bool IsRedirect(HttpStatusCode status) => status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found
        or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private static Uri Target(Uri from, Uri? location) =>
        location is not null && Uri.TryCreate(from, location, out var target) && PageAddress.TryParse(target.AbsoluteUri, out var next)
            ? next
            : throw new PageFailedException("a redirect leads nowhere");

    private async Task<FetchedPage> Read(Uri address, HttpResponseMessage response, int maxBytes, CancellationToken cancellationToken)
    {
        var (mediaType, charset) = ContentType.Of(response.Content.Headers);
        var page = new FetchedPage(address, mediaType, charset, [], Freshness.Of(response, time.GetUtcNow()));
        if (!ContentType.IsText(mediaType))
            return page;
        await using var raw = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var bounded = new BoundedStream(raw, maxBytes);
        await using var plain = new BoundedStream(Decompressed(bounded, response.Content.Headers.ContentEncoding), maxBytes);
        return page with { Body = await ReadToEnd(plain, cancellationToken) };
    }

    private static Stream Decompressed(Stream body, ICollection<string> encodings) => encodings switch
    {
        { Count: 0 } => body,
        { Count: 1 } => encodings.First().ToLowerInvariant() switch
        {
            "gzip" or "x-gzip" => new GZipStream(body, CompressionMode.Decompress),
            "deflate" => new ZLibStream(body, CompressionMode.Decompress),
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            "identity" => body,
            _ => throw new PageFailedException("the page is encoded in a way that was not asked for"),
        },
        _ => throw new PageFailedException("the page is compressed more than once"),
    };

    /// <summary>What came, also if the rest does not come: a page says what it is at its beginning.</summary>
    private static async Task<byte[]> ReadToEnd(Stream stream, CancellationToken cancellationToken)
    {
        var read = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            while (await stream.ReadAsync(buffer, cancellationToken) is var count and > 0)
                read.Write(buffer, 0, count);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or HttpRequestException)
        {
            if (read.Length == 0)
                throw new PageFailedException("the page cannot be read");
        }
        return read.ToArray();
    }
}
