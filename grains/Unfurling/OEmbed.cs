using System.Text.Json;

namespace Chat.Unfurling;

/// <summary>An oEmbed answer (oembed.com, 1.0), without its markup: what others would run in readers' programs is passed over.</summary>
internal static class OEmbed
{
    public static PageFacts Read(string text)
    {
        using var document = PageJson.Parse(text.AsMemory());
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } json)
            return PageFacts.None;
        var type = json.Text("type");
        return new PageFacts
        {
            Title = json.Text("title"),
            Text = json.Text("description"),
            Service = json.Text("provider_name"),
            Author = json.Text("author_name"),
            AuthorLink = json.Text("author_url"),
            Image = Image(json, type),
            IsMedia = type is "photo" or "video",
        };
    }

    private static PageImage? Image(JsonElement json, string? type)
    {
        if (type == "photo" && json.Text("url") is { } photo)
            return new PageImage(photo, json.Pixels("width"), json.Pixels("height"));
        return json.Text("thumbnail_url") is { } thumbnail
            ? new PageImage(thumbnail, json.Pixels("thumbnail_width"), json.Pixels("thumbnail_height"))
            : null;
    }
}
