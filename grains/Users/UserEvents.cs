using Chat.Json;
using Chat.Teams;

namespace Chat.Users;

/// <summary>Events about users: to the whole team, or to the user's own sessions.</summary>
internal static class UserEvents
{
    public static EventDraft Joined(User user) => OfUser("team_join", user);

    public static EventDraft Changed(User user) => OfUser("user_change", user);

    public static EventDraft PresenceChosen(UserId user, bool away) => Own(user, EventJson.Encode(json =>
    {
        json.WriteString("type", "manual_presence_change");
        json.WriteString("presence", away ? "away" : "active");
    }));

    public static EventDraft PreferenceChanged(UserId user, string name, string value) => Own(user, EventJson.Encode(json =>
    {
        json.WriteString("type", "pref_change");
        json.WriteString("name", name);
        json.WriteString("value", value);
    }));

    /// <summary>Ends the sessions of a token; shown to nobody.</summary>
    public static EventDraft TokenRevoked(UserId user, string tokenKey) => new(Audience.User, null, user, [], EventEffect.TokenRevoked, tokenKey);

    /// <summary>Ends all sessions of a user; shown to nobody.</summary>
    public static EventDraft Deactivated(UserId user) => new(Audience.User, null, user, [], EventEffect.UserDeactivated);

    private static EventDraft Own(UserId user, byte[] template) => new(Audience.User, null, user, template);

    private static EventDraft OfUser(string type, User user) => new(Audience.Team, null, null, EventJson.Encode(json =>
    {
        json.WriteString("type", type);
        json.WritePropertyName("user");
        user.WriteTo(json, DateTimeOffset.FromUnixTimeSeconds(user.Updated));
        json.WriteNumber("cache_ts", user.Updated);
    }));
}
