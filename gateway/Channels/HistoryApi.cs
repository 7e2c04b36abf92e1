using Chat.Errors;
using Chat.Json;
using Chat.Messages;
using Chat.WebApi;

namespace Chat.Channels;

/// <summary>conversations.history, conversations.replies, and moving the read cursor.</summary>
internal sealed class HistoryApi : IMethodGroup
{
    public IEnumerable<Method> Methods =>
    [
        new("conversations.history", "channels:history", History),
        new("conversations.replies", "channels:history", Replies),
        new("conversations.mark", "channels:write", Mark),
        new("channels.mark", "channels:write", Mark),
        new("groups.mark", "groups:write", Mark),
        new("im.mark", "im:write", Mark),
        new("mpim.mark", "mpim:write", Mark),
    ];

    private static async Task<Answer> History(MethodCall call)
    {
        var channel = call.RequireChannel();
        var window = HistoryWindow.OfHistory(call.Arguments);
        var page = await call.Read(() => channel.GetHistory(call.Caller, window.Query));
        return Show(page, window, window.NextOfHistory(page), json =>
        {
            json.WriteNumber("pin_count", 0);
            json.WriteNull("channel_actions_ts");
            json.WriteNumber("channel_actions_count", 0);
        });
    }

    private static async Task<Answer> Replies(MethodCall call)
    {
        var channel = call.RequireChannel();
        var thread = call.RequireTs("ts", ErrorCodes.ThreadNotFound);
        var window = HistoryWindow.OfReplies(call.Arguments);
        var page = await call.Read(() => channel.GetReplies(call.Caller, thread, window.Query));
        return Show(page, window, HistoryWindow.NextOfReplies(page), null);
    }

    private static Answer Show(HistoryPage page, HistoryWindow window, string? next, Action<System.Text.Json.Utf8JsonWriter>? more) =>
        Answer.Page(next, json =>
        {
            json.WriteOptional("latest", window.Latest);
            json.WriteOptional("oldest", window.Oldest);
            json.WriteStartArray("messages");
            foreach (var message in page.Messages)
                message.WriteTo(json);
            json.WriteEndArray();
            json.WriteBoolean("has_more", page.HasMore);
            more?.Invoke(json);
        });

    private static async Task<Answer> Mark(MethodCall call)
    {
        var channel = call.RequireChannelId();
        if (!Ts.TryParseBound(call.Arguments.Required("ts"), out var ts))
            throw new ChatException(ErrorCodes.InvalidTimestamp);
        await call.Ask(() => call.Self.MarkRead(channel, ts));
        return Answer.Ok;
    }
}
