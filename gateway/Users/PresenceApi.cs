using Chat.Errors;
using Chat.WebApi;

namespace Chat.Users;

/// <summary>users.getPresence and users.setPresence.</summary>
internal sealed class PresenceApi : IMethodGroup
{
    public IEnumerable<Method> Methods =>
    [
        new("users.getPresence", "users:read", Get),
        new("users.setPresence", "users:write", Set),
    ];

    private static async Task<Answer> Get(MethodCall call)
    {
        var id = call.UserOrSelf();
        var isSelf = id == call.Caller.User;
        if (!isSelf)
            await call.Read(call.User(id).Get);
        var found = await call.Read(() => call.Team.GetPresence([id]));
        var presence = Array.Find(found, candidate => candidate.User == id);
        return Answer.With(json =>
        {
            json.WriteString("presence", presence?.Wire ?? "away");
            if (!isSelf)
                return;
            json.WriteBoolean("online", presence?.Online ?? false);
            json.WriteBoolean("auto_away", false);
            json.WriteBoolean("manual_away", presence?.ManualAway ?? false);
            json.WriteNumber("connection_count", presence?.Connections ?? 0);
        });
    }

    private static async Task<Answer> Set(MethodCall call)
    {
        var away = call.Arguments.Required("presence", ErrorCodes.InvalidPresence) switch
        {
            "away" => true,
            "auto" or "active" => false,
            _ => throw new ChatException(ErrorCodes.InvalidPresence),
        };
        await call.Ask(() => call.Self.SetPresence(away));
        return Answer.Ok;
    }
}
