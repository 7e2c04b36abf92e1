using System.Text.Json;
using Chat.Json;

namespace Chat.Channels;

/// <summary>How far a user has read one of its conversations, and what is new in it.</summary>
/// <param name="LastRead"><see cref="Ts.None"/>: never.</param>
/// <param name="Latest">The newest message of the history; <see cref="Ts.None"/> where nothing was said.</param>
/// <param name="Unread">Messages of others after LastRead, bounded by who counts.</param>
/// <param name="Mentions">Those of them that are meant for the user: all of a DM; elsewhere those that name it, or call @channel, @here or @everyone.</param>
[GenerateSerializer, Immutable, Alias("ChannelCounts")]
public sealed record ChannelCounts(
    [property: Id(0)] ChannelId Channel,
    [property: Id(1)] Ts LastRead,
    [property: Id(2)] Ts Latest,
    [property: Id(3)] int Unread,
    [property: Id(4)] int Mentions)
{
    /// <summary>An entry of client.counts; no number is above <paramref name="most"/>.</summary>
    public void WriteTo(Utf8JsonWriter json, int most)
    {
        json.WriteStartObject();
        json.WriteString("id", Channel.Value);
        json.WriteTsOrZero("last_read", LastRead);
        json.WriteTsOrZero("latest", Latest);
        json.WriteNumber("unread_count", Math.Min(Unread, most));
        json.WriteNumber("mention_count", Math.Min(Mentions, most));
        json.WriteBoolean("has_unreads", Unread > 0);
        json.WriteEndObject();
    }
}
