using System.Text.Json;
using Chat.Json;

namespace Chat.Unfurling;

/// <summary>What an unfurl's job says besides which message it is about.</summary>
/// <param name="Channel">Where the message is.</param>
/// <param name="Links">Pages are shown.</param>
/// <param name="Media">Pictures, sound and films are.</param>
internal sealed record UnfurlPayload(ChannelId Channel, bool Links, bool Media)
{
    public string ToJson() => System.Text.Encoding.UTF8.GetString(WireJson.Encode(json =>
    {
        json.WriteString("channel", Channel.Value);
        json.WriteBoolean("links", Links);
        json.WriteBoolean("media", Media);
    }));

    public static UnfurlPayload Parse(string text)
    {
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        return new UnfurlPayload(new ChannelId(root.GetProperty("channel").GetString()!), root.GetProperty("links").GetBoolean(), root.GetProperty("media").GetBoolean());
    }
}
