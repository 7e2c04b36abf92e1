using System.Text.Json;
using Chat.Json;

namespace Chat.Channels;

/// <summary>Slack's conversation object (section 3.3 of Slack's shapes: one for channels, one for DMs).</summary>
public static class ChannelJson
{
    /// <param name="readUpToThisEvent">In an event's template: the viewer's cursor is the ts that this event will get.</param>
    public static void Write(Utf8JsonWriter json, ChannelView view, UserId viewer, bool readUpToThisEvent = false)
    {
        var channel = view.Channel;
        json.WriteStartObject();
        json.WriteString("id", channel.Id.Value);
        if (channel.Kind == ChannelKind.Im)
            WriteIm(json, view, viewer);
        else
            WriteChannel(json, view);
        if (readUpToThisEvent)
            json.WriteTs("last_read", Ts.None);
        else if (view.LastRead is { } lastRead)
            json.WriteTsOrZero("last_read", lastRead);
        if (view.Unread is { } unread)
        {
            json.WritePropertyName("latest");
            if (view.Latest is { } latest)
                latest.WriteTo(json);
            else
                json.WriteNullValue();
            json.WriteNumber("unread_count", unread);
            json.WriteNumber("unread_count_display", unread);
        }
        json.WriteEndObject();
    }

    private static void WriteIm(Utf8JsonWriter json, ChannelView view, UserId viewer)
    {
        var channel = view.Channel;
        json.WriteNumber("created", channel.Created);
        json.WriteBoolean("is_im", true);
        json.WriteBoolean("is_channel", false);
        json.WriteBoolean("is_group", false);
        json.WriteBoolean("is_mpim", false);
        json.WriteBoolean("is_private", true);
        json.WriteBoolean("is_archived", channel.IsArchived);
        json.WriteBoolean("is_org_shared", false);
        json.WriteString("user", OtherOf(channel, viewer).Value);
        json.WriteBoolean("is_user_deleted", false);
        json.WriteBoolean("is_open", view.IsOpen);
        json.WriteNumber("priority", 0);
    }

    /// <summary>With whom a DM is; oneself for the note-to-self DM.</summary>
    public static UserId OtherOf(Channel channel, UserId viewer)
    {
        foreach (var member in channel.DmMembers)
        {
            if (member != viewer)
                return member;
        }
        return viewer;
    }

    private static void WriteChannel(Utf8JsonWriter json, ChannelView view)
    {
        var channel = view.Channel;
        var isMpim = channel.Kind == ChannelKind.Mpim;
        json.WriteString("name", channel.Name);
        json.WriteString("name_normalized", channel.Name);
        json.WriteBoolean("is_channel", channel.Kind == ChannelKind.Public);
        json.WriteBoolean("is_group", channel.Kind == ChannelKind.Private);
        json.WriteBoolean("is_im", false);
        json.WriteBoolean("is_mpim", isMpim);
        json.WriteBoolean("is_private", channel.IsPrivate);
        json.WriteNumber("created", channel.Created);
        json.WriteString("creator", channel.Creator?.Value ?? "");
        json.WriteBoolean("is_archived", channel.IsArchived);
        json.WriteBoolean("is_general", channel.IsGeneral);
        json.WriteBoolean("is_member", view.IsMember);
        json.WriteBoolean("is_shared", false);
        json.WriteBoolean("is_ext_shared", false);
        json.WriteBoolean("is_org_shared", false);
        json.WriteStartArray("pending_shared");
        json.WriteEndArray();
        json.WriteBoolean("is_pending_ext_shared", false);
        json.WriteNumber("unlinked", 0);
        json.WriteString("context_team_id", channel.Team.ToString());
        json.WriteStartArray("shared_team_ids");
        json.WriteStringValue(channel.Team.ToString());
        json.WriteEndArray();
        channel.Topic.WriteTo(json, "topic");
        channel.Purpose.WriteTo(json, "purpose");
        json.WriteStartArray("previous_names");
        foreach (var name in channel.PreviousNames)
            json.WriteStringValue(name);
        json.WriteEndArray();
        if (isMpim)
        {
            json.WriteBoolean("is_open", view.IsOpen);
            json.WriteStartArray("members");
            foreach (var member in channel.DmMembers)
                json.WriteStringValue(member.Value);
            json.WriteEndArray();
        }
        if (view.MemberCount is { } count)
            json.WriteNumber("num_members", count);
        json.WriteNumber("updated", channel.Updated);
        json.WriteNumber("priority", 0);
    }
}
