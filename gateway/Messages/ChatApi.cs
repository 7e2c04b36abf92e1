using System.Text.Json;
using Chat.Channels;
using Chat.Errors;
using Chat.Unfurling;
using Chat.WebApi;

namespace Chat.Messages;

/// <summary>chat.*: saying, changing and withdrawing.</summary>
internal sealed class ChatApi : IMethodGroup
{
    public IEnumerable<Method> Methods =>
    [
        new("chat.postMessage", "chat:write", Post),
        new("chat.meMessage", "chat:write", PostMe),
        new("chat.update", "chat:write", Update),
        new("chat.delete", "chat:write", Delete),
        new("chat.unfurl", "links:write", Unfurl),
        new("chat.getPermalink", "", GetPermalink),
    ];

    private static async Task<Answer> Post(MethodCall call)
    {
        var request = PostArguments.Post(call.Arguments, call.Caller);
        var channel = await FindTarget(call);
        var result = await call.AskIdempotent(() => call.Channel(channel).Post(call.Caller, request));
        return Answer.With(json =>
        {
            json.WriteString("channel", channel.Value);
            json.WriteString("ts", result.Message.Ts.ToString());
            json.WritePropertyName("message");
            result.Message.WriteTo(json);
            if (result.IsDuplicate)
                json.WriteBoolean("is_duplicate", true);
        });
    }

    private static async Task<Answer> PostMe(MethodCall call)
    {
        var request = PostArguments.Me(call.Arguments);
        var channel = await FindTarget(call);
        var result = await call.AskIdempotent(() => call.Channel(channel).Post(call.Caller, request));
        return Answer.With(json => WritePlace(json, channel, result.Message.Ts));
    }

    /// <summary>The argument <c>channel</c>: a channel's id, its name with or without #, or a user's id, which means the DM with it.</summary>
    private static async Task<ChannelId> FindTarget(MethodCall call)
    {
        var text = call.Arguments.Required("channel");
        if (ChannelId.TryParse(text, out var channel))
            return channel;
        if (UserId.TryParse(text, out var user))
        {
            var opened = await call.Ask(() => call.Channels.OpenDirect(call.Caller, [user], preventCreation: false));
            return opened.Channel?.Channel.Id ?? throw new ChatException(ErrorCodes.ChannelNotFound);
        }
        return await call.Read(() => call.Channels.FindByName(text.TrimStart('#'))) ?? throw new ChatException(ErrorCodes.ChannelNotFound);
    }

    private static async Task<Answer> GetPermalink(MethodCall call)
    {
        var channel = call.RequireChannelId();
        var ts = call.RequireTs("message_ts", ErrorCodes.MessageNotFound);
        var message = await call.Read(() => call.Channel(channel).GetMessage(call.Caller, ts));
        return Answer.With(json =>
        {
            json.WriteString("channel", channel.Value);
            json.WriteString("permalink", Permalink.Of(call.BaseAddress, channel, ts, message.ThreadTs));
        });
    }

    private static async Task<Answer> Update(MethodCall call)
    {
        var channel = call.RequireChannelId();
        var ts = call.RequireTs("ts", ErrorCodes.MessageNotFound);
        var changes = PostArguments.Changes(call.Arguments);
        string? kept = null;
        if (changes.TouchesExtra)
        {
            // Only some of the further members are given; the others stay as they are.
            var before = await call.Read(() => call.Channel(channel).GetMessage(call.Caller, ts));
            kept = before.Extra;
        }
        var edit = changes.ToEdit(kept);
        var message = await call.Ask(() => call.Channel(channel).Update(call.Caller, ts, edit));
        return Answer.With(json =>
        {
            WritePlace(json, channel, ts);
            json.WriteString("text", message.Text);
            json.WritePropertyName("message");
            message.WriteTo(json);
        });
    }

    private static async Task<Answer> Delete(MethodCall call)
    {
        var channel = call.RequireChannelId();
        var ts = call.RequireTs("ts", ErrorCodes.MessageNotFound);
        await call.Ask(() => call.Channel(channel).Delete(call.Caller, ts));
        return Answer.With(json => WritePlace(json, channel, ts));
    }

    private static async Task<Answer> Unfurl(MethodCall call)
    {
        var channel = call.RequireChannelId();
        var ts = call.RequireTs("ts", ErrorCodes.MessageNotFound);
        var previews = UnfurlArguments.Previews(call.Arguments);
        await call.Ask(() => call.Channel(channel).SupplyPreviews(call.Caller, ts, previews));
        return Answer.Ok;
    }

    private static void WritePlace(Utf8JsonWriter json, ChannelId channel, Ts ts)
    {
        json.WriteString("channel", channel.Value);
        json.WriteString("ts", ts.ToString());
    }
}
