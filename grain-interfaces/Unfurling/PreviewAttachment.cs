using System.Text.Json;
using Chat.Json;

namespace Chat.Unfurling;

/// <summary>
/// A preview as one of Slack's attachments. All texts are bounded, on one line, without control characters, and escaped as Slack's text is
/// (<c>&amp; &lt; &gt;</c>); all addresses are absolute, http or https. What is not known is null.
/// </summary>
[GenerateSerializer, Immutable, Alias("PreviewAttachment")]
public sealed record PreviewAttachment
{
    /// <summary>The address as it was asked for.</summary>
    [Id(0)] public string Url { get; init; } = "";
    [Id(1)] public string? ServiceName { get; init; }
    [Id(2)] public string? ServiceIcon { get; init; }
    [Id(3)] public string? Title { get; init; }
    [Id(4)] public string? Text { get; init; }
    [Id(5)] public string? Image { get; init; }

    /// <summary>The picture is to be shown small, beside the text.</summary>
    [Id(6)] public bool IsThumb { get; init; }

    /// <summary>Pixels; 0 when not known.</summary>
    [Id(7)] public int ImageWidth { get; init; }
    [Id(8)] public int ImageHeight { get; init; }
    [Id(9)] public string? AuthorName { get; init; }
    [Id(10)] public string? AuthorLink { get; init; }
    [Id(11)] public string? AuthorIcon { get; init; }

    /// <summary>For clients that show no attachments.</summary>
    [Id(12)] public string Fallback { get; init; } = "";

    /// <summary>Writes the JSON object.</summary>
    /// <param name="id">Its number among the message's attachments, from 1.</param>
    public void WriteTo(Utf8JsonWriter json, int id)
    {
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteString("from_url", Url);
        json.WriteString("original_url", Url);
        json.WriteString("fallback", Fallback);
        json.WriteOptional("service_name", ServiceName);
        json.WriteOptional("service_icon", ServiceIcon);
        json.WriteOptional("author_name", AuthorName);
        json.WriteOptional("author_link", AuthorLink);
        json.WriteOptional("author_icon", AuthorIcon);
        if (Title is not null)
        {
            json.WriteString("title", Title);
            json.WriteString("title_link", Url);
        }
        json.WriteOptional("text", Text);
        WriteImage(json, IsThumb ? "thumb" : "image");
        json.WriteEndObject();
    }

    private void WriteImage(Utf8JsonWriter json, string kind)
    {
        if (Image is null)
            return;
        json.WriteString($"{kind}_url", Image);
        if (ImageWidth <= 0 || ImageHeight <= 0)
            return;
        json.WriteNumber($"{kind}_width", ImageWidth);
        json.WriteNumber($"{kind}_height", ImageHeight);
    }
}
