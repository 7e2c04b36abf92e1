using System.Net.Http.Headers;

namespace Chat.Unfurling;

/// <summary>Content-Type as servers write it, which is often not as HTTP wants it.</summary>
internal static class ContentType
{
    public static (string MediaType, string? Charset) Of(HttpContentHeaders headers) =>
        headers.NonValidated.TryGetValues("Content-Type", out var values) ? Parse(values.ToString()) : ("", null);

    public static (string MediaType, string? Charset) Parse(string text)
    {
        var parts = text.Split(';', StringSplitOptions.TrimEntries);
        string? charset = null;
        foreach (var part in parts.Skip(1))
        {
            if (charset is null && part.StartsWith("charset=", StringComparison.OrdinalIgnoreCase))
                charset = part["charset=".Length..].Trim(' ', '"', '\'');
        }
        return (parts[0].ToLowerInvariant(), string.IsNullOrEmpty(charset) ? null : charset);
    }

    /// <summary>What is read: pages, oEmbed, and what does not say what it is.</summary>
    public static bool IsText(string mediaType) => mediaType is "" or "text/html" or "application/xhtml+xml" or "text/json"
        || mediaType.StartsWith("application/json", StringComparison.Ordinal) || mediaType.EndsWith("+json", StringComparison.Ordinal);
}
