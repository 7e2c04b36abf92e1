using Chat.Errors;
using Chat.WebApi;

namespace Chat.Users;

/// <summary>users.*: the people and bots of a team. Profiles are <see cref="ProfileApi"/>, presence <see cref="PresenceApi"/>.</summary>
internal sealed class UsersApi(TimeProvider time) : IMethodGroup
{
    private const int MaxPage = 1000;

    public IEnumerable<Method> Methods =>
    [
        new("users.list", "users:read", List),
        new("users.info", "users:read", Info),
        new("users.lookupByEmail", "users:read.email", LookupByEmail),
        new("users.prefs.get", "users:read", GetPreferences),
        new("users.prefs.set", "users:write", SetPreferences),
    ];

    /// <summary>Without a limit all users, as Slack does while they are few.</summary>
    private async Task<Answer> List(MethodCall call)
    {
        var limit = call.Arguments.Limit(otherwise: 0, MaxPage);
        var after = Cursor.UserIn(call.Arguments);
        var users = await call.Read(() => call.Roster.List(after, limit == 0 ? 0 : limit + 1));
        var page = limit == 0 ? users : users.AsMemory(0, Math.Min(limit, users.Length));
        var next = page.Length < users.Length ? Cursor.For(page.Span[^1].Id) : null;
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        return Answer.Page(next, json =>
        {
            json.WriteStartArray("members");
            foreach (var user in page.Span)
                user.WriteTo(json);
            json.WriteEndArray();
            json.WriteNumber("cache_ts", now);
        });
    }

    private static async Task<Answer> Info(MethodCall call)
    {
        if (!UserId.TryParse(call.Arguments.Required("user"), out var id))
            throw new ChatException(ErrorCodes.UserNotFound);
        return Show(await call.Read(call.User(id).Get));
    }

    private static async Task<Answer> LookupByEmail(MethodCall call)
    {
        var email = call.Arguments.Required("email").Trim();
        var user = await call.Read(() => call.Roster.FindByEmail(email));
        return user is null ? throw new ChatException(ErrorCodes.UsersNotFound) : Show(user);
    }

    private static async Task<Answer> GetPreferences(MethodCall call)
    {
        var preferences = await call.Read(call.Self.GetPreferences);
        return Answer.With(json =>
        {
            json.WriteStartObject("prefs");
            foreach (var (name, value) in preferences)
                json.WriteString(name, value);
            json.WriteEndObject();
        });
    }

    /// <summary><c>name</c> and <c>value</c>, or <c>prefs</c> as a JSON object of several.</summary>
    private static async Task<Answer> SetPreferences(MethodCall call)
    {
        foreach (var (name, value) in NamedValues.In(call.Arguments, "prefs", ErrorCodes.InvalidArguments))
            await call.Ask(() => call.Self.SetPreference(name, value));
        return await GetPreferences(call);
    }

    private static Answer Show(User user) => Answer.With(json =>
    {
        json.WritePropertyName("user");
        user.WriteTo(json);
    });
}
