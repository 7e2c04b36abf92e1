using Chat.Errors;
using Chat.WebApi;

namespace Chat.Channels;

/// <summary>conversations.*: channels as objects. Who is in them is <see cref="MembershipApi"/>, what was said <see cref="HistoryApi"/>.</summary>
internal sealed class ConversationsApi : IMethodGroup
{
    private const int DefaultPage = 100;
    private const int MaxPage = 1000;

    public IEnumerable<Method> Methods =>
    [
        new("conversations.list", "channels:read", List),
        new("users.conversations", "channels:read", ListOf),
        new("conversations.info", "channels:read", Info),
        new("conversations.create", "channels:write", Create),
        new("conversations.rename", "channels:write", Rename),
        new("conversations.setTopic", "channels:write", SetTopic),
        new("conversations.setPurpose", "channels:write", SetPurpose),
        new("conversations.archive", "channels:write", Archive),
        new("conversations.unarchive", "channels:write", Unarchive),
    ];

    private static Task<Answer> List(MethodCall call) => List(call, memberOnly: false, of: null);

    private static async Task<Answer> ListOf(MethodCall call)
    {
        var user = call.UserOrSelf();
        if (user != call.Caller.User)
            await call.Read(call.User(user).Get);
        return await List(call, memberOnly: true, of: user == call.Caller.User ? null : user);
    }

    private static async Task<Answer> List(MethodCall call, bool memberOnly, UserId? of)
    {
        var arguments = call.Arguments;
        var limit = arguments.Limit(DefaultPage, MaxPage);
        var filter = new ChannelFilter(KindsIn(arguments), arguments.Flag("exclude_archived"), memberOnly, of, Cursor.ChannelIn(arguments), limit + 1);
        var channels = await call.Read(() => call.Channels.List(call.Caller, filter));
        var page = channels.AsMemory(0, Math.Min(limit, channels.Length));
        var next = channels.Length > limit ? Cursor.For(page.Span[^1].Channel.Id) : null;
        return Answer.Page(next, json =>
        {
            json.WriteStartArray("channels");
            foreach (var view in page.Span)
                view.WriteTo(json, call.Caller.User);
            json.WriteEndArray();
        });
    }

    /// <summary>The argument <c>types</c>; public channels when it is missing. Errors: invalid_arguments.</summary>
    internal static ChannelKind[] KindsIn(Arguments arguments)
    {
        var names = arguments.List("types");
        if (names.Length == 0)
            return [ChannelKind.Public];
        return [.. names.Distinct().Select(name => name switch
        {
            "public_channel" => ChannelKind.Public,
            "private_channel" => ChannelKind.Private,
            "mpim" => ChannelKind.Mpim,
            "im" => ChannelKind.Im,
            _ => throw new ChatException(
                ErrorCodes.InvalidArguments, "types must be a list of public_channel, private_channel, mpim and im"),
        })];
    }

    private static async Task<Answer> Info(MethodCall call)
    {
        var channel = call.RequireChannel();
        var withCount = call.Arguments.Flag("include_num_members");
        var view = await call.Read(() => channel.Get(call.Caller));
        return Show(call, withCount ? view : view with { MemberCount = null });
    }

    private static async Task<Answer> Create(MethodCall call)
    {
        var name = call.Arguments.Required("name", ErrorCodes.InvalidNameRequired);
        var isPrivate = call.Arguments.Flag("is_private");
        return Show(call, await call.Ask(() => call.Channels.Create(call.Caller, name, isPrivate)));
    }

    private static async Task<Answer> Rename(MethodCall call)
    {
        var channel = call.RequireChannel();
        var name = call.Arguments.Required("name", ErrorCodes.InvalidNameRequired);
        return Show(call, new ChannelView(await call.Ask(() => channel.Rename(call.Caller, name)), IsMember: true));
    }

    private static async Task<Answer> SetTopic(MethodCall call)
    {
        var channel = call.RequireChannel();
        var topic = RequireText(call.Arguments, "topic");
        var changed = await call.Ask(() => channel.SetTopic(call.Caller, topic));
        return Answer.With(json =>
        {
            json.WriteString("topic", changed.Topic.Value);
            json.WritePropertyName("channel");
            new ChannelView(changed, IsMember: true).WriteTo(json, call.Caller.User);
        });
    }

    private static async Task<Answer> SetPurpose(MethodCall call)
    {
        var channel = call.RequireChannel();
        var purpose = RequireText(call.Arguments, "purpose");
        var changed = await call.Ask(() => channel.SetPurpose(call.Caller, purpose));
        return Answer.With(json =>
        {
            json.WriteString("purpose", changed.Purpose.Value);
            json.WritePropertyName("channel");
            new ChannelView(changed, IsMember: true).WriteTo(json, call.Caller.User);
        });
    }

    private static async Task<Answer> Archive(MethodCall call)
    {
        var channel = call.RequireChannel();
        await call.Ask(() => channel.Archive(call.Caller));
        return Answer.Ok;
    }

    private static async Task<Answer> Unarchive(MethodCall call)
    {
        var channel = call.RequireChannel();
        await call.Ask(() => channel.Unarchive(call.Caller));
        return Answer.Ok;
    }

    /// <summary>Must be given, and may be empty.</summary>
    private static string RequireText(Arguments arguments, string name) =>
        arguments.Given(name) ?? throw new ChatException(ErrorCodes.InvalidArguments, $"missing required field: {name}");

    private static Answer Show(MethodCall call, ChannelView view) => Answer.With(json =>
    {
        json.WritePropertyName("channel");
        view.WriteTo(json, call.Caller.User);
    });
}
