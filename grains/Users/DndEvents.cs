using System.Text.Json;
using Chat.Teams;

namespace Chat.Users;

/// <summary>Do not disturb, as it is told. That a snooze ended by itself is told to nobody: its end was.</summary>
internal static class DndEvents
{
    /// <summary>To the user's own sessions.</summary>
    public static EventDraft Own(User user) => new(Audience.User, null, user.Id, Encode("dnd_updated", user, Snooze.WriteOwn));

    /// <summary>To the team.</summary>
    public static EventDraft OfOther(User user) => new(Audience.Team, null, null, Encode("dnd_updated_user", user, Snooze.WriteStatus));

    private static byte[] Encode(string type, User user, Action<Utf8JsonWriter, Snooze?> writeStatus) => EventJson.Encode(json =>
    {
        json.WriteString("type", type);
        json.WriteString("user", user.Id.Value);
        json.WriteStartObject("dnd_status");
        writeStatus(json, user.Profile.Snooze);
        json.WriteEndObject();
    });
}
