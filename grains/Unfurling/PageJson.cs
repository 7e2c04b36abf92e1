using System.Net;
using System.Text.Json;

namespace Chat.Unfurling;

/// <summary>JSON of strangers: members that may be missing, of another kind than expected, or no text at all.</summary>
internal static class PageJson
{
    /// <summary>Null if it is none.</summary>
    public static JsonDocument? Parse(ReadOnlyMemory<char> text)
    {
        try
        {
            return JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 32, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// A text, with the entities that most sites write into it decoded: what makes their pages also makes these texts, and takes them for HTML.
    /// </summary>
    public static string? Text(this JsonElement json, string name) => json.Member(name) is { } member ? member.AsText() : null;

    public static string? AsText(this JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return WebUtility.HtmlDecode(json.GetString())?.Trim() is { Length: > 0 } text ? text : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return null;
        }
    }

    /// <summary>A size, written as a number or as a text; 0 if it is none.</summary>
    public static int Pixels(this JsonElement json, string name) => json.Member(name) switch
    {
        { ValueKind: JsonValueKind.Number } number => PageSources.Pixels(number.GetRawText()),
        { ValueKind: JsonValueKind.String } text => PageSources.Pixels(text.AsText()),
        _ => 0,
    };

    public static JsonElement? Member(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) ? member : null;
}
