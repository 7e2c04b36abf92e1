using Chat.Errors;
using Chat.WebApi;

namespace Chat.Messages;

/// <summary>reactions.*, on messages; files have none here.</summary>
internal sealed class ReactionsApi : IMethodGroup
{
    private const int MaxName = 100;

    public IEnumerable<Method> Methods =>
    [
        new("reactions.add", "reactions:write", Add),
        new("reactions.remove", "reactions:write", Remove),
        new("reactions.get", "reactions:read", Get),
    ];

    private static async Task<Answer> Add(MethodCall call)
    {
        var name = NameIn(call.Arguments);
        var (channel, ts) = ItemIn(call);
        await call.Ask(() => call.Channel(channel).React(call.Caller, ts, name));
        return Answer.Ok;
    }

    private static async Task<Answer> Remove(MethodCall call)
    {
        var name = NameIn(call.Arguments);
        var (channel, ts) = ItemIn(call);
        await call.Ask(() => call.Channel(channel).Unreact(call.Caller, ts, name));
        return Answer.Ok;
    }

    private static async Task<Answer> Get(MethodCall call)
    {
        var (channel, ts) = ItemIn(call);
        var message = await call.Read(() => call.Channel(channel).GetMessage(call.Caller, ts));
        return Answer.With(json =>
        {
            json.WriteString("type", "message");
            json.WriteString("channel", channel.Value);
            json.WritePropertyName("message");
            message.WriteTo(json);
        });
    }

    /// <summary>Without the colons that some clients send.</summary>
    private static string NameIn(Arguments arguments)
    {
        var name = arguments.Required("name", ErrorCodes.InvalidName).Trim(':');
        return name.Length is > 0 and <= MaxName ? name : throw new ChatException(ErrorCodes.InvalidName);
    }

    private static (ChannelId Channel, Ts Ts) ItemIn(MethodCall call)
    {
        var arguments = call.Arguments;
        if (arguments.Text("channel") is null || arguments.Text("timestamp") is not { } text)
            throw new ChatException(ErrorCodes.NoItemSpecified);
        if (!Ts.TryParse(text, out var ts) || ts.IsNone)
            throw new ChatException(ErrorCodes.BadTimestamp);
        return (call.RequireChannelId(), ts);
    }
}
