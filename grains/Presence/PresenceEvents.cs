using Chat.Json;
using Chat.Teams;

namespace Chat.Presence;

/// <summary>Ephemeral events: of no ts, in no log.</summary>
internal static class PresenceEvents
{
    public static TeamEvent Changed(UserPresence presence) =>
        new(Ts.None, Audience.PresenceSubscribers, null, presence.User, EventEffect.None, null, WireJson.Encode(json =>
        {
            json.WriteString("type", "presence_change");
            json.WriteString("user", presence.User.Value);
            json.WriteString("presence", presence.Wire);
        }));

    public static TeamEvent Typing(UserId user, ChannelId channel) =>
        new(Ts.None, Audience.ChannelExceptUser, channel, user, EventEffect.None, null, WireJson.Encode(json =>
        {
            json.WriteString("type", "user_typing");
            json.WriteString("channel", channel.Value);
            json.WriteString("user", user.Value);
        }));
}
