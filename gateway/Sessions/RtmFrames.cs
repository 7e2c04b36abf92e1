using System.Text.Json;
using Chat.Json;
using Chat.Teams;

namespace Chat.Sessions;

/// <summary>The frames by which the socket itself answers: acks, nacks, pongs, errors (Slack's RTM shapes).</summary>
internal static class RtmFrames
{
    public static byte[] Hello(Position position, Position head, bool resumed) => WireJson.Encode(json =>
    {
        json.WriteString("type", "hello");
        json.WriteString("position", position.ToString());
        json.WriteString("head", head.ToString());
        json.WriteBoolean("resumed", resumed);
    });

    /// <param name="frameId">The client's id as it wrote it: answers carry it as the same number.</param>
    public static byte[] Ack(string frameId, string ts, string text) => WireJson.Encode(json =>
    {
        json.WriteBoolean("ok", true);
        WriteReplyTo(json, frameId);
        json.WriteString("ts", ts);
        json.WriteString("text", text);
    });

    /// <summary>The ack that takes the place of a message's own event: its text is copied as the event has it, not read and written again.</summary>
    public static byte[] Ack(string frameId, TeamEvent posted) => WireJson.Encode(json =>
    {
        json.WriteBoolean("ok", true);
        WriteReplyTo(json, frameId);
        json.WriteTs("ts", posted.Ts);
        json.WritePropertyName("text");
        json.WriteRawValue(RawText(posted.Payload), skipInputValidation: true);
    });

    /// <summary>The value of the outermost <c>text</c> of a message's event, with its quotes.</summary>
    private static ReadOnlySpan<byte> RawText(ReadOnlySpan<byte> payload)
    {
        var reader = new Utf8JsonReader(payload);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isText = reader.ValueTextEquals("text"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isText)
                return payload[start..(int)reader.BytesConsumed];
        }
        throw new ArgumentException("The event has no text.", nameof(payload));
    }

    /// <summary>The answer to a frame that asked something.</summary>
    public static byte[] Reply(string? frameId, Action<Utf8JsonWriter> members) => WireJson.Encode(json =>
    {
        json.WriteBoolean("ok", true);
        WriteReplyTo(json, frameId);
        members(json);
    });

    /// <param name="frameId">Null: the frame had none that could be read.</param>
    public static byte[] Nack(string? frameId, int code, string message) => WireJson.Encode(json =>
    {
        json.WriteBoolean("ok", false);
        WriteReplyTo(json, frameId);
        WriteError(json, code, message);
    });

    /// <summary>An error that answers no frame.</summary>
    public static byte[] Error(int code, string message) => WireJson.Encode(json =>
    {
        json.WriteString("type", "error");
        WriteError(json, code, message);
    });

    /// <summary>Echoes every flat member of the ping, as Slack does; clients measure by them.</summary>
    public static byte[] Pong(JsonElement ping) => WireJson.Encode(json =>
    {
        json.WriteString("type", "pong");
        foreach (var member in ping.EnumerateObject())
        {
            if (member.NameEquals("id"))
                WriteReplyTo(json, member.Value.GetRawText());
            else if (!member.NameEquals("type") && !member.NameEquals("reply_to") && member.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
                member.WriteTo(json);
        }
    });

    public static byte[] Presence(UserId user, string presence) => WireJson.Encode(json =>
    {
        json.WriteString("type", "presence_change");
        json.WriteString("user", user.Value);
        json.WriteString("presence", presence);
    });

    public static readonly byte[] Goodbye = WireJson.Encode(json => json.WriteString("type", "goodbye"));

    private static void WriteReplyTo(Utf8JsonWriter json, string? frameId)
    {
        if (frameId is null)
            return;
        json.WritePropertyName("reply_to");
        json.WriteRawValue(frameId);
    }

    private static void WriteError(Utf8JsonWriter json, int code, string message)
    {
        json.WriteStartObject("error");
        json.WriteNumber("code", code);
        json.WriteString("msg", message);
        json.WriteEndObject();
    }
}
