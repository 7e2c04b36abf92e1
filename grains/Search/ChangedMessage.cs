using System.Text.Json;
using Chat.Teams;

namespace Chat.Search;

/// <summary>Which message an event of the durable log tells of.</summary>
internal static class ChangedMessage
{
    /// <summary>
    /// The place of the message that was posted, changed or deleted; null: the event is about something else, of which the index knows nothing. A payload that
    /// is no such object is none.
    /// </summary>
    public static (ChannelId Channel, Ts Ts)? In(TeamEvent happened)
    {
        if (happened.Channel is not { } channel)
            return null;
        try
        {
            return Ts.TryParse(TsIn(happened.Payload), out var ts) ? (channel, ts) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Up to where the messages of the event's channel went, all at once; null: the event tells of no such thing.</summary>
    public static Ts? ExpiredUpTo(TeamEvent happened)
    {
        // The type comes first; few events are looked at further.
        var start = happened.Payload.AsSpan(0, Math.Min(happened.Payload.Length, 48));
        if (happened.Channel is null || start.IndexOf("_history_changed\""u8) < 0)
            return null;
        try
        {
            using var json = JsonDocument.Parse(happened.Payload);
            return Ts.TryParse(json.RootElement.GetProperty("latest").GetString(), out var latest) ? latest : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? TsIn(ReadOnlySpan<byte> payload)
    {
        var json = new Utf8JsonReader(payload);
        string? type = null, subtype = null, own = null, deleted = null, changed = null;
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            return null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString();
            json.Read();
            switch (name)
            {
                case "type":
                    type = Text(ref json);
                    break;
                case "subtype":
                    subtype = Text(ref json);
                    break;
                case "ts":
                    own = Text(ref json);
                    break;
                case "deleted_ts":
                    deleted = Text(ref json);
                    break;
                case "message" when json.TokenType == JsonTokenType.StartObject:
                    changed = TsOf(ref json);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }
        return (type, subtype) switch
        {
            ("message", "message_changed") => changed,
            ("message", "message_deleted") => deleted,
            ("message", "message_replied") => null,
            ("message", _) => own,
            _ => null,
        };
    }

    /// <summary>The member ts of an object, which is read to its end.</summary>
    private static string? TsOf(ref Utf8JsonReader json)
    {
        string? ts = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isTs = json.ValueTextEquals("ts"u8);
            json.Read();
            if (isTs)
                ts = Text(ref json);
            else
                json.Skip();
        }
        return ts;
    }

    private static string? Text(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.String)
            return json.GetString();
        json.Skip();
        return null;
    }
}
