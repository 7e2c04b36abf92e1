using Chat.Json;
using Chat.Teams;

namespace Chat.Messages;

/// <summary>Events about messages; all go to the channel's members.</summary>
internal static class MessageEvents
{
    public static EventDraft Posted(Message message, string? origin = null) => Of(message.Channel, origin, json =>
    {
        json.WriteString("channel", message.Channel.Value);
        message.WriteMembers(json);
    });

    /// <param name="message">As it is now.</param>
    /// <param name="previous">As it was; null: that is to be forgotten.</param>
    public static EventDraft Changed(Message message, Message? previous) => Of(message.Channel, null, json =>
    {
        WriteHead(json, "message_changed", message.Channel);
        WriteMessage(json, "message", message);
        if (previous is not null)
            WriteMessage(json, "previous_message", previous);
    });

    public static EventDraft Deleted(Message previous) => Of(previous.Channel, null, json =>
    {
        WriteHead(json, "message_deleted", previous.Channel);
        json.WriteTs("deleted_ts", previous.Ts);
        WriteMessage(json, "previous_message", previous);
    });

    /// <summary>A root's replies changed; a root that lost its last reply says <c>reply_count: 0</c>.</summary>
    public static EventDraft Replied(Message root) => Of(root.Channel, null, json =>
    {
        WriteHead(json, "message_replied", root.Channel);
        json.WriteStartObject("message");
        root.WriteMembers(json);
        if (root.Thread is null)
            json.WriteNumber("reply_count", 0);
        json.WriteEndObject();
    });

    public static EventDraft ReactionAdded(Message message, string reaction, UserId user) => Reaction("reaction_added", message, reaction, user);

    public static EventDraft ReactionRemoved(Message message, string reaction, UserId user) => Reaction("reaction_removed", message, reaction, user);

    private static EventDraft Reaction(string type, Message message, string reaction, UserId user) => Of(message.Channel, null, json =>
    {
        json.WriteString("type", type);
        json.WriteString("user", user.Value);
        json.WriteString("reaction", reaction);
        json.WriteOptional("item_user", message.User?.Value);
        json.WriteStartObject("item");
        json.WriteString("type", "message");
        json.WriteString("channel", message.Channel.Value);
        json.WriteTs("ts", message.Ts);
        json.WriteEndObject();
    });

    private static void WriteHead(System.Text.Json.Utf8JsonWriter json, string subtype, ChannelId channel)
    {
        json.WriteString("type", "message");
        json.WriteString("subtype", subtype);
        json.WriteBoolean("hidden", true);
        json.WriteString("channel", channel.Value);
        json.WriteTs("ts", Ts.None);
    }

    private static void WriteMessage(System.Text.Json.Utf8JsonWriter json, string name, Message message)
    {
        json.WritePropertyName(name);
        message.WriteTo(json);
    }

    private static EventDraft Of(ChannelId channel, string? origin, Action<System.Text.Json.Utf8JsonWriter> write) =>
        new(Audience.Channel, channel, null, EventJson.Encode(write), Origin: origin);
}
