using System.Text.Json;

namespace Chat.Unfurling;

/// <summary>
/// JSON-LD with the words of schema.org: the thing that the page is about, found among all that it describes, with what it refers to by <c>@id</c>.
/// </summary>
internal sealed class LinkedData
{
    private const int MaxThings = 200;

    /// <summary>What describes the frame around a page rather than the page.</summary>
    private static readonly HashSet<string> Frames = new(StringComparer.Ordinal)
    {
        "BreadcrumbList", "ListItem", "ImageObject", "WebSite", "SearchAction", "SiteNavigationElement", "WPHeader", "WPFooter", "Organization",
        "NewsMediaOrganization", "Corporation", "PostalAddress", "ContactPoint", "ItemList",
    };

    private readonly List<JsonElement> things = [];
    private readonly Dictionary<string, JsonElement> byId = new(StringComparer.Ordinal);

    public static PageFacts Read(IEnumerable<string> scripts)
    {
        var documents = scripts.Select(script => PageJson.Parse(script.AsMemory())).OfType<JsonDocument>().ToArray();
        try
        {
            var data = new LinkedData();
            foreach (var document in documents)
                data.Collect(document.RootElement, depth: 0);
            return data.Facts();
        }
        finally
        {
            Array.ForEach(documents, document => document.Dispose());
        }
    }

    private void Collect(JsonElement json, int depth)
    {
        if (things.Count >= MaxThings || depth > 3)
            return;
        if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in json.EnumerateArray())
                Collect(item, depth + 1);
            return;
        }
        if (json.ValueKind != JsonValueKind.Object)
            return;
        things.Add(json);
        if (json.Text("@id") is { } id)
            byId.TryAdd(id, json);
        foreach (var name in (ReadOnlySpan<string>)["@graph", "mainEntity"])
        {
            if (json.Member(name) is { } inner)
                Collect(inner, depth + 1);
        }
    }

    private PageFacts Facts()
    {
        // A page that is a thing of its own (an article, a film) is told by that, and not by "web page".
        var main = things.Where(IsAbout).OrderBy(thing => Is(thing, "WebPage") || Is(thing, "ProfilePage")).FirstOrDefault();
        if (main.ValueKind != JsonValueKind.Object)
            return PageFacts.None;
        var author = First(main, "author") ?? First(main, "creator");
        return new PageFacts
        {
            Title = main.Text("headline") ?? main.Text("name"),
            Text = main.Text("description"),
            Service = First(main, "publisher")?.Text("name"),
            Author = author?.AsText() ?? author?.Text("name"),
            AuthorLink = author?.Text("url"),
            AuthorIcon = author is { } person ? Image(person)?.Address : null,
            Image = Image(main),
            IsMedia = Is(main, "VideoObject") || Is(main, "AudioObject"),
        };
    }

    private static bool IsAbout(JsonElement thing) =>
        (thing.Text("headline") ?? thing.Text("name")) is not null && !Frames.Any(frame => Is(thing, frame));

    private static bool Is(JsonElement thing, string type) => thing.Member("@type") switch
    {
        { ValueKind: JsonValueKind.String } one => one.AsText() == type,
        { ValueKind: JsonValueKind.Array } several => several.EnumerateArray().Any(item => item.AsText() == type),
        _ => false,
    };

    private PageImage? Image(JsonElement thing)
    {
        if ((First(thing, "image") ?? First(thing, "thumbnailUrl") ?? First(thing, "primaryImageOfPage")) is not { } image)
            return null;
        if (image.AsText() is { } address)
            return new PageImage(address);
        return (image.Text("url") ?? image.Text("contentUrl")) is { } url ? new PageImage(url, image.Pixels("width"), image.Pixels("height")) : null;
    }

    /// <summary>A member or the first of several, itself and not a reference to it.</summary>
    private JsonElement? First(JsonElement thing, string name)
    {
        if (thing.Member(name) is not { } member)
            return null;
        if (member.ValueKind == JsonValueKind.Array)
        {
            using var items = member.EnumerateArray();
            if (!items.MoveNext())
                return null;
            member = items.Current;
        }
        return member.Text("@id") is { } id && byId.TryGetValue(id, out var named) ? named : member;
    }
}
