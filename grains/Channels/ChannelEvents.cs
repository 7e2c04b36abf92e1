using System.Text.Json;
using Chat.Json;
using Chat.Messages;
using Chat.Teams;

namespace Chat.Channels;

/// <summary>
/// Events about conversations. Slack names them after the kind: channel_*, group_* (private), im_*, mpim_*. Those that everybody may know go to the
/// team for public channels and to the members for private ones.
/// </summary>
internal static class ChannelEvents
{
    public static EventDraft Created(Channel channel, UserId by) =>
        new(Audience.Team, null, null, EventJson.Encode(json =>
        {
            json.WriteString("type", "channel_created");
            WriteChannel(json, new ChannelView(channel, false), by);
        }));

    /// <summary>To the newcomer: the whole channel, read up to here. From this event on it sees the channel's.</summary>
    public static EventDraft Joined(ChannelView view, UserId user)
    {
        var type = view.Channel.Kind == ChannelKind.Im ? "im_created" : $"{Kind(view.Channel)}_joined";
        return new EventDraft(Audience.User, view.Channel.Id, user, EventJson.Encode(json =>
        {
            json.WriteString("type", type);
            if (view.Channel.Kind == ChannelKind.Im)
                json.WriteString("user", ChannelJson.OtherOf(view.Channel, user).Value);
            // A newcomer's cursor starts at its arrival.
            json.WritePropertyName("channel");
            ChannelJson.Write(json, view, user, readUpToThisEvent: true);
        }), EventEffect.Joined);
    }

    /// <summary>To the one who left: after this event it sees nothing more of the channel.</summary>
    public static EventDraft Left(Channel channel, UserId user) =>
        new(Audience.User, channel.Id, user, Simple($"{Kind(channel)}_left", channel, null), EventEffect.Left);

    public static EventDraft MemberJoined(Channel channel, UserId user, UserId? inviter) => Member("member_joined_channel", channel, user, inviter);

    public static EventDraft MemberLeft(Channel channel, UserId user) => Member("member_left_channel", channel, user, null);

    public static EventDraft Renamed(Channel channel) => ToAllWhoMayKnow(channel, EventJson.Encode(json =>
    {
        json.WriteString("type", $"{Kind(channel)}_rename");
        json.WriteStartObject("channel");
        json.WriteString("id", channel.Id.Value);
        json.WriteString("name", channel.Name);
        json.WriteString("name_normalized", channel.Name);
        json.WriteNumber("created", channel.Created);
        json.WriteNumber("updated", channel.Updated);
        json.WriteEndObject();
    }));

    /// <summary>channel_archive, channel_unarchive.</summary>
    public static EventDraft Archived(Channel channel, UserId user) =>
        ToAllWhoMayKnow(channel, EventJson.Encode(json =>
        {
            json.WriteString("type", $"{Kind(channel)}_{(channel.IsArchived ? "archive" : "unarchive")}");
            json.WriteString("channel", channel.Id.Value);
            json.WriteString("user", user.Value);
            json.WriteNumber("updated", channel.Updated);
        }));

    /// <summary>Topic or purpose changed. Slack tells it only by a message in the channel; those outside learn it by this event of ours.</summary>
    public static EventDraft TextsChanged(Channel channel) => ToAllWhoMayKnow(channel, EventJson.Encode(json =>
    {
        json.WriteString("type", "channel_updated");
        json.WriteString("channel", channel.Id.Value);
        json.WriteStartObject("updates");
        channel.Topic.WriteTo(json, "topic");
        channel.Purpose.WriteTo(json, "purpose");
        json.WriteNumber("updated", channel.Updated);
        json.WriteEndObject();
    }));

    public static EventDraft Opened(Channel channel, UserId user, bool open) =>
        new(Audience.User, channel.Id, user, Simple($"{Kind(channel)}_{(open ? "open" : "close")}", channel, user));

    /// <summary>To the user's own sessions.</summary>
    public static EventDraft Marked(Channel channel, UserId user, Ts ts, UnreadCounts counts) =>
        new(Audience.User, channel.Id, user, EventJson.Encode(json =>
        {
            json.WriteString("type", $"{Kind(channel)}_marked");
            json.WriteString("channel", channel.Id.Value);
            json.WriteTsOrZero("ts", ts);
            if (channel.Kind == ChannelKind.Im)
                json.WriteNumber("dm_count", counts.Unread);
            json.WriteNumber("unread_count", counts.Unread);
            json.WriteNumber("unread_count_display", counts.Unread);
            json.WriteNumber("num_mentions", counts.Mentions);
            json.WriteNumber("num_mentions_display", counts.Mentions);
            json.WriteNumber("mention_count", counts.Mentions);
            json.WriteNumber("mention_count_display", counts.Mentions);
        }));

    /// <summary>
    /// Old messages are gone: everything up to <paramref name="latest"/>, but for roots of which replies are left. Those are tombstones, of which events
    /// before this one told, as of tombstones that went.
    /// </summary>
    public static EventDraft HistoryChanged(Channel channel, Ts latest) =>
        new(Audience.Channel, channel.Id, null, EventJson.Encode(json =>
        {
            json.WriteString("type", $"{Kind(channel)}_history_changed");
            json.WriteString("channel", channel.Id.Value);
            json.WriteTs("latest", latest);
            json.WriteTs("ts", Ts.None);
        }));

    private static string Kind(Channel channel) => channel.Kind switch
    {
        ChannelKind.Public => "channel",
        ChannelKind.Private => "group",
        ChannelKind.Im => "im",
        _ => "mpim",
    };

    private static EventDraft Member(string type, Channel channel, UserId user, UserId? inviter) =>
        new(Audience.Channel, channel.Id, user, EventJson.Encode(json =>
        {
            json.WriteString("type", type);
            json.WriteString("user", user.Value);
            json.WriteString("channel", channel.Id.Value);
            json.WriteString("channel_type", channel.Kind == ChannelKind.Public ? "C" : "G");
            json.WriteString("team", channel.Team.ToString());
            json.WriteOptional("inviter", inviter?.Value);
        }));

    private static EventDraft ToAllWhoMayKnow(Channel channel, byte[] template) =>
        new(channel.IsPrivate ? Audience.Channel : Audience.Team, channel.Id, null, template);

    private static byte[] Simple(string type, Channel channel, UserId? user) => EventJson.Encode(json =>
    {
        json.WriteString("type", type);
        json.WriteString("channel", channel.Id.Value);
        json.WriteOptional("user", user?.Value);
    });

    private static void WriteChannel(Utf8JsonWriter json, ChannelView view, UserId viewer)
    {
        json.WritePropertyName("channel");
        view.WriteTo(json, viewer);
    }
}
