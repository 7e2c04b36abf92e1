using System.Globalization;

namespace Chat.Unfurling;

/// <summary>What the conventions for meta elements say: Open Graph, Twitter cards, and plain HTML.</summary>
internal static class PageSources
{
    public static PageFacts OpenGraph(HtmlPage page) => new()
    {
        Title = page.Meta("og:title"),
        Text = page.Meta("og:description"),
        Service = page.Meta("og:site_name"),
        // The address of a profile as often as a name.
        Author = page.Meta("article:author") is { } author && !author.Contains("://", StringComparison.Ordinal) ? author : null,
        Image = page.Meta("og:image:secure_url", "og:image:url", "og:image") is { } image
            ? new PageImage(image, Pixels(page.Meta("og:image:width")), Pixels(page.Meta("og:image:height")))
            : null,
        IsMedia = page.Meta("og:type") is { } type && (StartsWith(type, "video") || StartsWith(type, "music")),
    };

    public static PageFacts TwitterCard(HtmlPage page) => new()
    {
        Title = page.Meta("twitter:title"),
        Text = page.Meta("twitter:description"),
        Image = page.Meta("twitter:image", "twitter:image:src") is { } image
            ? new PageImage(image, Pixels(page.Meta("twitter:image:width")), Pixels(page.Meta("twitter:image:height")))
            : null,
        IsMedia = page.Meta("twitter:card") is { } card && (StartsWith(card, "player") || StartsWith(card, "photo")),
    };

    public static PageFacts Plain(HtmlPage page) => new()
    {
        Title = page.Title,
        Text = page.Meta("description"),
        Service = page.Meta("application-name"),
        Author = page.Meta("author"),
        Image = page.Meta("image", "thumbnail") is { } image ? new PageImage(image) : null,
    };

    public static int Pixels(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var pixels) && pixels <= 100_000 ? pixels : 0;

    private static bool StartsWith(string text, string start) => text.StartsWith(start, StringComparison.OrdinalIgnoreCase);
}
