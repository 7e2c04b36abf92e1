using Chat.Errors;
using Chat.WebApi;

namespace Chat.Channels;

/// <summary>conversations.open and conversations.close: DMs and group DMs.</summary>
internal sealed class DirectApi : IMethodGroup
{
    private const int MaxUsers = 8;

    public IEnumerable<Method> Methods =>
    [
        new("conversations.open", "im:write", Open),
        new("conversations.close", "im:write", Close),
    ];

    private static async Task<Answer> Open(MethodCall call)
    {
        var full = call.Arguments.Flag("return_im");
        if (call.Arguments.Has("channel"))
            return await Reopen(call, full);
        var users = UsersIn(call);
        var preventCreation = call.Arguments.Flag("prevent_creation");
        var opened = await call.Ask(() => call.Channels.OpenDirect(call.Caller, users, preventCreation));
        return opened.Channel is { } view
            ? Show(call, view, full, opened.AlreadyOpen)
            : throw new ChatException(ErrorCodes.ChannelNotFound);
    }

    /// <summary>The argument <c>users</c> without repetitions and, among others, without oneself.</summary>
    private static UserId[] UsersIn(MethodCall call)
    {
        var texts = call.Arguments.List("users");
        if (texts.Length == 0)
            throw new ChatException(ErrorCodes.UsersListNotSupplied);
        var users = texts.Distinct()
            .Select(text => UserId.TryParse(text, out var user) ? user : throw new ChatException(ErrorCodes.UserNotFound))
            .ToArray();
        var others = users.Where(user => user != call.Caller.User).ToArray();
        if (others.Length > MaxUsers)
            throw new ChatException(ErrorCodes.TooManyUsers);
        return others.Length == 0 ? users : others;
    }

    private static async Task<Answer> Reopen(MethodCall call, bool full)
    {
        var channel = call.RequireChannel();
        var changed = await call.Ask(() => channel.SetOpen(call.Caller, true));
        return Show(call, await call.Read(() => channel.Get(call.Caller)), full, alreadyOpen: !changed);
    }

    private static async Task<Answer> Close(MethodCall call)
    {
        var channel = call.RequireChannel();
        var changed = await call.Ask(() => channel.SetOpen(call.Caller, false));
        return changed ? Answer.Ok : Answer.With(json =>
        {
            json.WriteBoolean("no_op", true);
            json.WriteBoolean("already_closed", true);
        });
    }

    private static Answer Show(MethodCall call, ChannelView view, bool full, bool alreadyOpen) => Answer.With(json =>
    {
        if (alreadyOpen)
        {
            json.WriteBoolean("no_op", true);
            json.WriteBoolean("already_open", true);
        }
        json.WritePropertyName("channel");
        if (full)
        {
            view.WriteTo(json, call.Caller.User);
            return;
        }
        json.WriteStartObject();
        json.WriteString("id", view.Channel.Id.Value);
        json.WriteEndObject();
    });
}
