using System.Net;
using HtmlAgilityPack;

namespace Chat.Unfurling;

/// <summary>
/// What a page's markup holds that a preview can use: named meta values, links by relation, JSON-LD, title, base. However the markup was made, reading it
/// takes bounded time, stack and memory (<see cref="Load"/>).
/// </summary>
internal sealed class HtmlPage
{
    /// <summary>Marks that open or close something. What comes after so many is not read.</summary>
    private const int MaxTags = 20_000;

    /// <summary>The parser follows open elements by recursion.</summary>
    private const int MaxDepth = 400;

    /// <summary>Too few to nest so deeply.</summary>
    private const int FewTags = 300;

    private const int MaxValues = 500;
    private const int MaxScripts = 10;

    private readonly Dictionary<string, string> metas = new(StringComparer.OrdinalIgnoreCase);

    public string? Title { get; private set; }

    public string? Base { get; private set; }

    /// <summary>The address of the page's oEmbed description in JSON.</summary>
    public string? OEmbed { get; private set; }

    public string? Icon { get; private set; }

    /// <summary>Texts of JSON-LD scripts.</summary>
    public List<string> LinkedData { get; } = [];

    private HtmlPage()
    {
    }

    public static HtmlPage Read(string html)
    {
        var page = new HtmlPage();
        page.Walk(Load(html).DocumentNode);
        return page;
    }

    /// <summary>The first value of a property or name, trimmed; null if there is none, or none but blanks.</summary>
    public string? Meta(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (metas.TryGetValue(name, out var value))
                return value;
        }
        return null;
    }

    /// <summary>The whole; where that nests too deeply, or the parser fails at it, what stands in front, where pages say what they are.</summary>
    private static HtmlDocument Load(string html)
    {
        html = Cut(html, MaxTags);
        if (TryParse(html) is { } whole)
            return whole;
        var body = html.IndexOf("<body", StringComparison.OrdinalIgnoreCase);
        return (body > 0 ? TryParse(html[..body]) : null) ?? TryParse(Cut(html, FewTags)) ?? new HtmlDocument();
    }

    private static HtmlDocument? TryParse(string html)
    {
        var document = new HtmlDocument { OptionMaxNestedChildNodes = MaxDepth, OptionReadEncoding = false };
        try
        {
            document.LoadHtml(html);
            return document;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The parser says by plain exceptions that it was too much.
            return null;
        }
    }

    private static string Cut(string html, int most)
    {
        var at = -1;
        for (var tags = 0; (at = html.IndexOf('<', at + 1)) >= 0;)
        {
            if (++tags > most)
                return html[..at];
        }
        return html;
    }

    /// <summary>In the document's order, without recursion.</summary>
    private void Walk(HtmlNode root)
    {
        for (var node = root.FirstChild; node is not null; node = Next(node, root))
            Take(node);
    }

    private static HtmlNode? Next(HtmlNode node, HtmlNode root)
    {
        if (node.FirstChild is { } child)
            return child;
        while (node.NextSibling is null)
        {
            if (node.ParentNode is not { } parent || parent == root)
                return null;
            node = parent;
        }
        return node.NextSibling;
    }

    private void Take(HtmlNode node)
    {
        switch (node.Name)
        {
            case "meta":
                TakeMeta(node);
                break;
            case "link":
                TakeLink(node);
                break;
            case "base":
                Base ??= Attribute(node, "href");
                break;
            case "title" when Title is null && !IsDrawn(node):
                Title = NonBlank(Decode(node.InnerText));
                break;
            case "script" when LinkedData.Count < MaxScripts && IsLinkedData(node):
                LinkedData.Add(node.InnerHtml);
                break;
        }
    }

    /// <summary>Drawings have titles too.</summary>
    private static bool IsDrawn(HtmlNode node)
    {
        for (var outer = node.ParentNode; outer is not null; outer = outer.ParentNode)
        {
            if (outer.Name == "svg")
                return true;
        }
        return false;
    }

    private void TakeMeta(HtmlNode node)
    {
        if (metas.Count >= MaxValues || (Attribute(node, "property") ?? Attribute(node, "name") ?? Attribute(node, "itemprop")) is not { } name)
            return;
        if (Attribute(node, "content") is { } content)
            metas.TryAdd(name, content);
    }

    private void TakeLink(HtmlNode node)
    {
        if (Attribute(node, "href") is not { } href || Attribute(node, "rel") is not { } rel)
            return;
        var relations = rel.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (OEmbed is null && relations.Contains("alternate") && Attribute(node, "type")?.ToLowerInvariant() is "application/json+oembed" or "text/json+oembed")
            OEmbed = href;
        if (Icon is null && (relations.Contains("icon") || relations.Contains("apple-touch-icon")))
            Icon = href;
    }

    private static bool IsLinkedData(HtmlNode node) =>
        Attribute(node, "type")?.StartsWith("application/ld+json", StringComparison.OrdinalIgnoreCase) == true;

    private static string? Attribute(HtmlNode node, string name) => NonBlank(Decode(node.GetAttributeValue(name, "")));

    /// <summary>Once: what a page has escaped twice shows one of the two.</summary>
    private static string Decode(string raw) => WebUtility.HtmlDecode(raw);

    private static string? NonBlank(string text) => text.Trim() is { Length: > 0 } trimmed ? trimmed : null;
}
