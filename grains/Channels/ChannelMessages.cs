using Chat.Json;
using Chat.Messages;

namespace Chat.Channels;

/// <summary>The messages that a channel writes about itself: who joined, what it is called. Slack's subtypes: channel_*, group_*.</summary>
internal static class ChannelMessages
{
    public static Message Joined(Channel channel, UserId user, UserId? inviter) =>
        Of(channel, user, "join", $"<@{user}> has joined the {Noun(channel)}", inviter is { } by ? ("inviter", by.Value) : null);

    public static Message Left(Channel channel, UserId user) => Of(channel, user, "leave", $"<@{user}> has left the {Noun(channel)}");

    public static Message Topic(Channel channel, UserId by) =>
        Of(channel, by, "topic", $"<@{by}> set the {Noun(channel)} topic: {channel.Topic.Value}", ("topic", channel.Topic.Value));

    public static Message Purpose(Channel channel, UserId by) =>
        Of(channel, by, "purpose", $"<@{by}> set the {Noun(channel)} purpose: {channel.Purpose.Value}", ("purpose", channel.Purpose.Value));

    public static Message Renamed(Channel channel, UserId by, string oldName) =>
        Of(channel, by, "name", $"<@{by}> has renamed the {Noun(channel)} from \"{oldName}\" to \"{channel.Name}\"", ("old_name", oldName), ("name", channel.Name));

    public static Message Archived(Channel channel, UserId by) =>
        Of(channel, by, channel.IsArchived ? "archive" : "unarchive", $"<@{by}> {(channel.IsArchived ? "archived" : "un-archived")} the {Noun(channel)}");

    private static string Noun(Channel channel) => channel.Kind == ChannelKind.Public ? "channel" : "group";

    private static Message Of(Channel channel, UserId user, string what, string text, params (string Name, string Value)?[] extra) => new()
    {
        Team = channel.Team,
        Channel = channel.Id,
        User = user,
        Subtype = $"{Noun(channel)}_{what}",
        Text = text,
        Extra = extra.Any(member => member is not null)
            ? System.Text.Encoding.UTF8.GetString(WireJson.Encode(json =>
            {
                foreach (var member in extra)
                {
                    if (member is { } given)
                        json.WriteString(given.Name, given.Value);
                }
            }))
            : null,
    };
}
