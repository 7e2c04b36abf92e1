using System.Text.Json;
using Chat.Channels;
using Chat.Json;
using Chat.Messages;
using Chat.Users;

namespace Chat.Transfer.Exporting;

/// <summary>What the files of a Slack export hold. Each method writes one object of one file's array.</summary>
internal static class ArchiveJson
{
    /// <summary>A conversation: of a DM its members alone, as Slack has it.</summary>
    public static void Write(Utf8JsonWriter json, (Channel Channel, List<UserId> Members) listed)
    {
        var channel = listed.Channel;
        json.WriteStartObject();
        json.WriteString("id", channel.Id.Value);
        json.WriteNumber("created", channel.Created);
        if (channel.Kind != ChannelKind.Im)
            WriteChannel(json, channel);
        json.WriteStartArray("members");
        foreach (var member in listed.Members)
            json.WriteStringValue(member.Value);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteChannel(Utf8JsonWriter json, Channel channel)
    {
        json.WriteString("name", channel.Name);
        json.WriteString("creator", channel.Creator?.Value ?? "");
        json.WriteBoolean("is_archived", channel.IsArchived);
        if (channel.Kind == ChannelKind.Public)
            json.WriteBoolean("is_general", channel.IsGeneral);
        channel.Topic.WriteTo(json, "topic");
        channel.Purpose.WriteTo(json, "purpose");
        json.WriteStartArray("previous_names");
        foreach (var name in channel.PreviousNames)
            json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteNumber("updated", channel.Updated);
    }

    /// <summary>A message or reply.</summary>
    /// <param name="json">Where.</param>
    /// <param name="message">It.</param>
    /// <param name="replies">Of a root: those that it has in this export; what it tells of its thread is counted from them.</param>
    /// <param name="author">Null: not known in the team.</param>
    public static void Write(Utf8JsonWriter json, Message message, IReadOnlyList<ReplyMark> replies, User? author)
    {
        json.WriteStartObject();
        json.WriteString("type", "message");
        json.WriteOptional("subtype", message.Subtype);
        json.WriteOptional("user", message.User?.Value);
        json.WriteOptional("bot_id", message.BotId);
        json.WriteString("text", message.Text);
        json.WriteTs("ts", message.Ts);
        json.WriteOptional("client_msg_id", message.ClientMsgId);
        json.WriteString("team", message.Team.ToString());
        if (author is not null)
            WriteProfile(json, author);
        if (message.EditedTs is { } edited)
        {
            json.WriteStartObject("edited");
            json.WriteString("user", message.EditedBy?.Value);
            json.WriteTs("ts", edited);
            json.WriteEndObject();
        }
        if (message is { IsReply: true, ThreadTs: { } thread })
            WriteParent(json, message, thread);
        else if (replies.Count > 0)
            WriteThread(json, message, replies);
        WriteReactions(json, message.Reactions);
        WriteExtra(json, message, author is not null, replies.Count > 0);
        json.WriteEndObject();
    }

    private static void WriteProfile(Utf8JsonWriter json, User author)
    {
        var profile = author.Profile;
        json.WriteStartObject("user_profile");
        json.WriteString("name", author.Name);
        json.WriteString("real_name", profile.RealName);
        json.WriteString("display_name", profile.DisplayName);
        json.WriteString("first_name", profile.FirstName);
        if (profile.ImageOriginal.Length > 0)
            json.WriteString("image_72", profile.ImageOriginal);
        json.WriteString("team", author.Team.ToString());
        json.WriteBoolean("is_restricted", false);
        json.WriteBoolean("is_ultra_restricted", false);
        json.WriteEndObject();
    }

    private static void WriteParent(Utf8JsonWriter json, Message message, Ts thread)
    {
        json.WriteTs("thread_ts", thread);
        json.WriteOptional("parent_user_id", message.ParentUser?.Value);
        if (message.Subtype != "thread_broadcast")
            return;
        json.WriteStartObject("root");
        json.WriteTs("ts", thread);
        json.WriteOptional("user", message.ParentUser?.Value);
        json.WriteEndObject();
    }

    private static void WriteThread(Utf8JsonWriter json, Message root, IReadOnlyList<ReplyMark> replies)
    {
        json.WriteTs("thread_ts", root.Ts);
        UserId[] users = [.. replies.Select(static reply => reply.User).OfType<UserId>().Distinct()];
        json.WriteNumber("reply_count", replies.Count);
        json.WriteNumber("reply_users_count", users.Length);
        json.WriteTs("latest_reply", replies[^1].Ts);
        json.WriteStartArray("reply_users");
        foreach (var user in users.Take(ThreadSummary.MaxUsers))
            json.WriteStringValue(user.Value);
        json.WriteEndArray();
        json.WriteStartArray("replies");
        foreach (var reply in replies)
        {
            json.WriteStartObject();
            json.WriteOptional("user", reply.User?.Value);
            json.WriteTs("ts", reply.Ts);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteReactions(Utf8JsonWriter json, Reaction[] reactions)
    {
        if (reactions.Length == 0)
            return;
        json.WriteStartArray("reactions");
        foreach (var reaction in reactions)
        {
            json.WriteStartObject();
            json.WriteString("name", reaction.Name);
            json.WriteStartArray("users");
            foreach (var user in reaction.Users)
                json.WriteStringValue(user.Value);
            json.WriteEndArray();
            json.WriteNumber("count", reaction.Users.Length);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>Everything else that the message carries. What was written above is the server's own and is not written twice.</summary>
    private static void WriteExtra(Utf8JsonWriter json, Message message, bool hasProfile, bool hasReplies)
    {
        if (string.IsNullOrEmpty(message.Extra))
            return;
        using var document = JsonDocument.Parse(message.Extra);
        foreach (var member in document.RootElement.EnumerateObject())
        {
            var isWritten = member.Name switch
            {
                "type" or "ts" or "text" or "team" => true,
                "subtype" => message.Subtype is not null,
                "user" => message.User is not null,
                "bot_id" => message.BotId is not null,
                "client_msg_id" => message.ClientMsgId is not null,
                "edited" => message.EditedTs is not null,
                "user_profile" => hasProfile,
                "thread_ts" => message.IsReply || hasReplies,
                "parent_user_id" => message.ParentUser is not null,
                "root" => message.Subtype == "thread_broadcast",
                // Of another time: this export has other replies, or none.
                "replies" or "reply_count" or "reply_users" or "reply_users_count" or "latest_reply" => true,
                "reactions" => message.Reactions.Length > 0,
                _ => false,
            };
            if (!isWritten)
                member.WriteTo(json);
        }
    }
}
