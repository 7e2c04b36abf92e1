namespace Chat.Unfurling;

/// <summary>One preview out of what the sources say: each part from the first source that has it.</summary>
/// <param name="page">Where the page is, after redirects.</param>
internal sealed class PreviewBuilder(PagePolicy policy, Uri page)
{
    private const int MaxTitle = 300;
    private const int MaxText = 700;
    private const int MaxName = 120;

    /// <summary>Pixels across: pictures that are smaller are shown beside the text.</summary>
    private const int LargeImage = 300;

    /// <summary>Of a page.</summary>
    /// <param name="sources">In the order of their precedence.</param>
    /// <returns>Null: there is nothing to show.</returns>
    public PreviewAttachment? Build(HtmlPage html, IReadOnlyList<PageFacts> sources)
    {
        var root = Absolute(html.Base, page) is { } written ? new Uri(written) : page;
        var title = First(sources, facts => PreviewText.Clean(facts.Title, MaxTitle));
        var (image, address) = Image(sources, root);
        if (title is null && address is null)
            return null;
        // Who wrote it is told by one source: a name of one person with the address of another would deceive.
        var byline = sources.FirstOrDefault(facts => PreviewText.Clean(facts.Author, MaxName) is not null) ?? PageFacts.None;
        var service = First(sources, facts => PreviewText.Clean(facts.Service, MaxName)) ?? ServiceOf(page);
        return new PreviewAttachment
        {
            ServiceName = service,
            ServiceIcon = Shown(html.Icon, root),
            Title = title,
            Text = First(sources, facts => PreviewText.Clean(facts.Text, MaxText)),
            Image = address,
            IsThumb = image is not null && IsSmall(image, html.Meta("twitter:card")),
            ImageWidth = image?.Width ?? 0,
            ImageHeight = image?.Height ?? 0,
            AuthorName = PreviewText.Clean(byline.Author, MaxName),
            AuthorLink = Shown(byline.AuthorLink, root),
            AuthorIcon = Shown(byline.AuthorIcon, root),
            Fallback = title is null ? service : $"{service}: {title}",
        };
    }

    /// <summary>Of an address that is a picture itself.</summary>
    /// <param name="address">As it was asked for: where it led to may be good for a moment only.</param>
    public PreviewAttachment? Picture(Uri address) => policy.MayShow(address)
        ? new PreviewAttachment { Image = address.AbsoluteUri, Fallback = FileName() ?? ServiceOf(page) }
        : null;

    /// <summary>Of a sound or a film.</summary>
    public PreviewAttachment Recording()
    {
        var service = ServiceOf(page);
        var title = FileName() ?? service;
        return new PreviewAttachment { ServiceName = service, Title = title, Fallback = $"{service}: {title}" };
    }

    private (PageImage? Image, string? Address) Image(IReadOnlyList<PageFacts> sources, Uri root)
    {
        foreach (var facts in sources)
        {
            if (facts.Image is { } image && Shown(image.Address, root) is { } address)
                return (image, address);
        }
        return (null, null);
    }

    private static bool IsSmall(PageImage image, string? card) =>
        string.Equals(card, "summary", StringComparison.OrdinalIgnoreCase) || image.Width is > 0 and < LargeImage;

    private string? FileName() => PreviewText.Clean(Uri.UnescapeDataString(page.Segments[^1].Trim('/')), MaxName);

    private static string ServiceOf(Uri address)
    {
        var host = address.IdnHost;
        return host.StartsWith("www.", StringComparison.Ordinal) ? host[4..] : host;
    }

    /// <summary>An address that readers' programs may ask.</summary>
    private string? Shown(string? written, Uri root) =>
        Absolute(written, root) is { } address && policy.MayShow(new Uri(address)) ? address : null;

    /// <summary>Null unless it is an address of the web.</summary>
    internal static string? Absolute(string? written, Uri root) =>
        written is not null && Uri.TryCreate(root, written.Trim(), out var address) && PageAddress.TryParse(address.AbsoluteUri, out var web) ? web.AbsoluteUri : null;

    private static string? First(IReadOnlyList<PageFacts> sources, Func<PageFacts, string?> part)
    {
        foreach (var facts in sources)
        {
            if (part(facts) is { } found)
                return found;
        }
        return null;
    }
}
