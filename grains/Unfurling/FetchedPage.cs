namespace Chat.Unfurling;

/// <summary>What a server answered.</summary>
/// <param name="Address">After all redirects.</param>
/// <param name="MediaType">In lower case; empty when the server names none.</param>
/// <param name="Charset">As the server names it.</param>
/// <param name="Body">Decompressed, its beginning if it is long or ended early; empty for what is not read.</param>
internal sealed record FetchedPage(Uri Address, string MediaType, string? Charset, byte[] Body, Freshness Freshness)
{
    public bool IsHtml => MediaType is "text/html" or "application/xhtml+xml";

    /// <summary>SVG is a program rather than a picture.</summary>
    public bool IsImage => MediaType.StartsWith("image/", StringComparison.Ordinal) && MediaType != "image/svg+xml";

    public bool IsSoundOrFilm => MediaType.StartsWith("audio/", StringComparison.Ordinal) || MediaType.StartsWith("video/", StringComparison.Ordinal);
}
