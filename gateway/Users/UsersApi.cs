using Chat.Errors;
using Chat.WebApi;

namespace Chat.Users;

/// <summary>users.*: the people and bots of a team. Profiles are <see cref="ProfileApi"/>, presence <see cref="PresenceApi"/>.</summary>
internal sealed class UsersApi(TimeProvider time) : IMethodGroup
{
    private const int MaxPage = 1000;
    private const int MaxListed = 100;
    private const int DefaultFound = 20;
    private const int MaxFound = 50;
    private const int MaxQuery = 200;

    public IEnumerable<Method> Methods =>
    [
        new("users.list", "users:read", List),
        new("users.info", "users:read", Info),
        new("users.search", "users:read", Search),
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
        var now = time.GetUtcNow();
        return Answer.Page(next, json =>
        {
            json.WriteStartArray("members");
            foreach (var user in page.Span)
                user.WriteTo(json, now);
            json.WriteEndArray();
            json.WriteNumber("cache_ts", now.ToUnixTimeSeconds());
        });
    }

    /// <summary><c>user</c>, or <c>users</c>, a list of up to 100, of which those who are not there are left out.</summary>
    private async Task<Answer> Info(MethodCall call)
    {
        if (call.Arguments.Has("users"))
            return Show(await FindListed(call, MaxListed));
        if (!UserId.TryParse(call.Arguments.Required("user"), out var id))
            throw new ChatException(ErrorCodes.UserNotFound);
        return Show(await call.Read(call.User(id).Get));
    }

    /// <summary>The users of the argument <c>users</c>. Errors: too_many_users, user_not_found (none of them is there).</summary>
    internal static async Task<User[]> FindListed(MethodCall call, int most)
    {
        var texts = call.Arguments.List("users");
        if (texts.Length == 0)
            throw new ChatException(ErrorCodes.InvalidArguments, "users must be a list of ids");
        if (texts.Length > most)
            throw new ChatException(ErrorCodes.TooManyUsers, $"users may have {most} ids at most");
        UserId[] ids = [.. texts.Select(static text => UserId.TryParse(text, out var id) ? id : (UserId?)null).OfType<UserId>()];
        var users = await call.Read(() => call.Roster.Find(ids));
        return users.Length > 0 ? users : throw new ChatException(ErrorCodes.UserNotFound);
    }

    /// <summary>By the beginnings of words of their names and e-mails, active people first.</summary>
    private async Task<Answer> Search(MethodCall call)
    {
        var query = call.Arguments.Required("query");
        if (query.Length > MaxQuery)
            throw new ChatException(ErrorCodes.InvalidArguments, $"query may have {MaxQuery} characters at most");
        var limit = call.Arguments.Limit(DefaultFound, MaxFound);
        return Show(await call.Read(() => call.Roster.Search(query, limit)));
    }

    private async Task<Answer> LookupByEmail(MethodCall call)
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

    private Answer Show(User[] users) => Answer.With(json =>
    {
        var now = time.GetUtcNow();
        json.WriteStartArray("users");
        foreach (var user in users)
            user.WriteTo(json, now);
        json.WriteEndArray();
    });

    private Answer Show(User user) => Answer.With(json =>
    {
        json.WritePropertyName("user");
        user.WriteTo(json, time.GetUtcNow());
    });
}
