using Chat.Errors;
using Chat.WebApi;

namespace Chat.Channels;

/// <summary>conversations.*: who is in a channel.</summary>
internal sealed class MembershipApi : IMethodGroup
{
    public const string AlreadyInChannelWarning = "already_in_channel";

    private const int DefaultPage = 100;
    private const int MaxPage = 1000;
    private const int MaxInvited = 100;

    public IEnumerable<Method> Methods =>
    [
        new("conversations.members", "channels:read", Members),
        new("conversations.join", "channels:write", Join),
        new("conversations.leave", "channels:write", Leave),
        new("conversations.invite", "channels:write", Invite),
        new("conversations.kick", "channels:write", Kick),
    ];

    private static async Task<Answer> Members(MethodCall call)
    {
        var channel = call.RequireChannel();
        var limit = call.Arguments.Limit(DefaultPage, MaxPage);
        var after = Cursor.UserIn(call.Arguments);
        var members = await call.Read(() => channel.GetMembers(call.Caller, after, limit + 1));
        var page = members.AsMemory(0, Math.Min(limit, members.Length));
        var next = members.Length > limit ? Cursor.For(page.Span[^1]) : null;
        return Answer.Page(next, json =>
        {
            json.WriteStartArray("members");
            foreach (var member in page.Span)
                json.WriteStringValue(member.Value);
            json.WriteEndArray();
        });
    }

    private static async Task<Answer> Join(MethodCall call)
    {
        var id = await RequireByIdOrName(call);
        var joined = await call.Ask(() => call.Channel(id).Join(call.Caller));
        if (!joined)
            call.Warn(AlreadyInChannelWarning);
        return await Show(call, id, failures: []);
    }

    /// <summary>Also by name, as irc bridges and old clients do.</summary>
    private static async Task<ChannelId> RequireByIdOrName(MethodCall call)
    {
        var text = call.Arguments.Required("channel");
        if (ChannelId.TryParse(text, out var id))
            return id;
        return await call.Read(() => call.Channels.FindByName(text.TrimStart('#'))) ?? throw new ChatException(ErrorCodes.ChannelNotFound);
    }

    private static async Task<Answer> Leave(MethodCall call)
    {
        var channel = call.RequireChannel();
        var left = await call.Ask(() => channel.Leave(call.Caller));
        return left ? Answer.Ok : Answer.With(json => json.WriteBoolean("not_in_channel", true));
    }

    private static async Task<Answer> Invite(MethodCall call)
    {
        var id = call.RequireChannelId();
        var texts = call.Arguments.List("users");
        if (texts.Length == 0)
            throw new ChatException(ErrorCodes.NoUser);
        if (texts.Length > MaxInvited)
            throw new ChatException(ErrorCodes.TooManyUsers);
        var users = texts.Distinct().Select(RequireUser).ToArray();
        var failures = await call.Ask(() => call.Channel(id).Invite(call.Caller, users));
        if (failures.Length < users.Length)
            return await Show(call, id, failures);
        return Answer.Refusal(failures[0].Code, json => WriteFailures(json, failures));
    }

    private static UserId RequireUser(string text) =>
        UserId.TryParse(text, out var user) ? user : throw new ChatException(ErrorCodes.UserNotFound);

    private static async Task<Answer> Kick(MethodCall call)
    {
        var channel = call.RequireChannel();
        var user = RequireUser(call.Arguments.Required("user"));
        await call.Ask(() => channel.Kick(call.Caller, user));
        return Answer.Ok;
    }

    private static async Task<Answer> Show(MethodCall call, ChannelId id, InviteFailure[] failures)
    {
        var view = await call.Read(() => call.Channel(id).Get(call.Caller));
        return Answer.With(json =>
        {
            json.WritePropertyName("channel");
            view.WriteTo(json, call.Caller.User);
            if (failures.Length > 0)
                WriteFailures(json, failures);
        });
    }

    private static void WriteFailures(System.Text.Json.Utf8JsonWriter json, InviteFailure[] failures)
    {
        json.WriteStartArray("errors");
        foreach (var failure in failures)
        {
            json.WriteStartObject();
            json.WriteString("user", failure.User.Value);
            json.WriteBoolean("ok", false);
            json.WriteString("error", failure.Code);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
