using Chat.Errors;
using Chat.WebApi;

namespace Chat.Users;

/// <summary>users.profile.*: what people say of themselves.</summary>
internal sealed class ProfileApi : IMethodGroup
{
    public IEnumerable<Method> Methods =>
    [
        new("users.profile.get", "users.profile:read", Get),
        new("users.profile.set", "users.profile:write", Set),
    ];

    private static async Task<Answer> Get(MethodCall call)
    {
        var user = await call.Read(call.User(call.UserOrSelf()).Get);
        return Show(user);
    }

    /// <summary>One's own profile; admins may set anyone's.</summary>
    private static async Task<Answer> Set(MethodCall call)
    {
        var id = call.UserOrSelf();
        if (id != call.Caller.User && !call.Caller.IsAdmin)
            throw new ChatException(ErrorCodes.NotAuthorized);
        var fields = NamedValues.In(call.Arguments, "profile", ErrorCodes.InvalidProfile);
        return Show(await call.Ask(() => call.User(id).SetProfile(fields)));
    }

    private static Answer Show(User user) => Answer.With(json =>
    {
        json.WriteString("username", user.Name);
        json.WritePropertyName("profile");
        user.Profile.WriteTo(json, user.Team, user.BotId);
    });
}
