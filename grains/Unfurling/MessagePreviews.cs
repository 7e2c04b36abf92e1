using System.Text;
using System.Text.Json;
using Chat.Json;

namespace Chat.Unfurling;

/// <summary>
/// The attachments of a message that stand for its links, among those that its author gave: they have a <c>from_url</c>. Pure.
/// </summary>
internal static class MessagePreviews
{
    private const string FromUrl = "from_url";
    private const string IsAppUnfurl = "is_app_unfurl";
    private const int MaxAttachments = 100;

    /// <summary>UTF-8 bytes of a message's further members, with its previews; a preview that would make them more is left out.</summary>
    private const int MaxBytes = 256 * 1024;

    /// <summary>
    /// The further members of a message with new previews in place: those of links that it has no more are gone, one that a bot supplied stays unless a bot
    /// supplies another. Null when there is nothing to say.
    /// </summary>
    /// <param name="extra">The further members so far.</param>
    /// <param name="links">The links of the message's text, in their order.</param>
    /// <param name="previews">New ones; of links that the message does not have they are ignored.</param>
    /// <param name="bySomebody">A bot supplied them.</param>
    public static string? Merge(string? extra, IReadOnlyList<string> links, IReadOnlyList<LinkPreview> previews, bool bySomebody = false)
    {
        using var document = JsonDocument.Parse(extra ?? "{}");
        var given = new List<JsonElement>();
        var shown = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (document.RootElement.TryGetProperty("attachments", out var attachments) && attachments.ValueKind == JsonValueKind.Array)
        {
            foreach (var attachment in attachments.EnumerateArray())
            {
                if (LinkOf(attachment) is not { } link)
                    given.Add(attachment);
                else if (links.Contains(link))
                    shown[link] = attachment;
            }
        }
        foreach (var preview in previews.Where(preview => links.Contains(preview.Link)))
        {
            if (bySomebody || !shown.TryGetValue(preview.Link, out var before) || !before.TryGetProperty(IsAppUnfurl, out _))
                shown[preview.Link] = JsonElement.Parse(preview.Attachment);
        }
        return Write(document.RootElement, given, [.. links.Where(shown.ContainsKey).Select(link => (link, shown[link]))]);
    }

    private static string? Write(JsonElement root, List<JsonElement> given, List<(string Link, JsonElement Attachment)> shown)
    {
        while (true)
        {
            var bytes = WireJson.Encode(json =>
            {
                foreach (var member in root.EnumerateObject().Where(static member => !member.NameEquals("attachments")))
                    member.WriteTo(json);
                WriteAttachments(json, given, shown);
            });
            if (bytes.Length <= MaxBytes || shown.Count == 0)
                return bytes.Length == 2 ? null : Encoding.UTF8.GetString(bytes);
            shown.RemoveAt(shown.Count - 1);
        }
    }

    private static void WriteAttachments(Utf8JsonWriter json, List<JsonElement> given, List<(string Link, JsonElement Attachment)> shown)
    {
        if (given.Count + shown.Count == 0)
            return;
        json.WriteStartArray("attachments");
        var id = 0;
        foreach (var (link, attachment) in given.Select(static a => ((string?)null, a)).Concat(shown.Select(static s => ((string?)s.Link, s.Attachment))).Take(MaxAttachments))
        {
            json.WriteStartObject();
            json.WriteNumber("id", ++id);
            // What the message is searched by, whatever a bot wrote there.
            json.WriteOptional(FromUrl, link);
            foreach (var member in attachment.EnumerateObject())
            {
                if (!member.NameEquals("id") && (link is null || !member.NameEquals(FromUrl)))
                    member.WriteTo(json);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static string? LinkOf(JsonElement attachment) =>
        attachment.TryGetProperty(FromUrl, out var link) && link.ValueKind == JsonValueKind.String ? link.GetString() : null;
}
