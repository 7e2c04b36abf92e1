using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Model;

/// <summary>A client's reading of Slack's events: <c>state + event = state</c>, pure.</summary>
public static class ClientEvents
{
    /// <summary>Members that an event adds to a message, or that differ from reader to reader; no part of the message itself.</summary>
    private static readonly string[] NotOfTheMessage =
        ["channel", "event_ts", "channel_type", "hidden", "root", "subscribed", "last_read", "unread_count"];

    public static ClientState Apply(ClientState state, RtmFrame frame)
    {
        if (frame.IsAck)
            return frame.AnswerTo is { } sent && Text(sent, "type") == "message" ? Posted(state, FromAck(state, sent, frame.Json), Text(sent, "channel")) : state;
        return frame.Type switch
        {
            "message" => ApplyMessage(state, frame),
            "reaction_added" => React(state, frame, added: true),
            "reaction_removed" => React(state, frame, added: false),
            "team_join" or "user_change" => SetUser(state, frame.Json["user"]!.AsObject()),
            "manual_presence_change" => state with { ManualAway = Text(frame.Json, "presence") == "away" },
            "dnd_updated" => state with { OwnDnd = frame.Json["dnd_status"]!.DeepClone().AsObject() },
            "dnd_updated_user" => SetDnd(state, Text(frame.Json, "user"), frame.Json["dnd_status"]!.AsObject()),
            _ => ApplyChannel(state, frame),
        };
    }

    /// <summary>The message without what an event or a reader adds; keys sorted, so that two can be compared as text.</summary>
    public static JsonObject Bare(JsonObject message)
    {
        var bare = new JsonObject();
        foreach (var (name, value) in message.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            if (!NotOfTheMessage.Contains(name))
                bare[name] = value?.DeepClone();
        }
        return bare;
    }

    public static ClientState SetUser(ClientState state, JsonObject user) =>
        state with { Users = state.Users.SetItem(Text(user, "id"), user.DeepClone().AsObject()) };

    public static ClientState SetDnd(ClientState state, string user, JsonObject status) => state with
    {
        Dnd = ChannelState.Flag(status, "dnd_enabled") ? state.Dnd.SetItem(user, status.DeepClone().AsObject()) : state.Dnd.Remove(user),
    };

    private static ClientState ApplyChannel(ClientState state, RtmFrame frame)
    {
        var json = frame.Json;
        switch (frame.Type)
        {
            case "channel_created":
                return state.Channels.ContainsKey(frame.Channel) ? state : AddChannel(state, json["channel"]!.AsObject(), "", isMember: false);
            case "channel_joined" or "group_joined" or "mpim_joined":
                return AddChannel(state, json["channel"]!.AsObject(), frame.Order ?? "", isMember: true);
            case "im_created" or "mpim_created":
                return state.Channels.ContainsKey(frame.Channel) ? state : AddChannel(state, json["channel"]!.AsObject(), frame.Order ?? "", isMember: true);
            case "channel_left" or "group_left":
                return Left(state, frame.Channel);
            case "channel_rename" or "group_rename":
                return state.WithChannel(frame.Channel, c => c with { Name = Text(json["channel"], "name") });
            case "channel_updated" or "group_updated" or "mpim_updated":
                return state.WithChannel(frame.Channel, c => c with
                {
                    Topic = Text(json["updates"]?["topic"], "value"),
                    Purpose = Text(json["updates"]?["purpose"], "value"),
                });
            case "channel_archive" or "group_archive":
                return state.WithChannel(frame.Channel, c => c with { IsArchived = true });
            case "channel_unarchive" or "group_unarchive":
                return state.WithChannel(frame.Channel, c => c with { IsArchived = false });
            case "im_open" or "mpim_open" or "group_open":
                return state.WithChannel(frame.Channel, c => c with { IsOpen = true });
            case "im_close" or "mpim_close" or "group_close":
                return state.WithChannel(frame.Channel, c => c with { IsOpen = false });
            case "channel_marked" or "group_marked" or "im_marked" or "mpim_marked":
                return state.WithChannel(frame.Channel, c => c with { LastRead = Text(json, "ts") });
            case "channel_history_changed" or "group_history_changed" or "im_history_changed" or "mpim_history_changed":
                return state.WithChannel(frame.Channel, c => WithoutOld(c, Text(json, "latest")));
            case "member_joined_channel":
                return state.WithChannel(frame.Channel, c => c with { Members = c.Members?.Add(Text(json, "user")) });
            case "member_left_channel":
                return state.WithChannel(frame.Channel, c => c with { Members = c.Members?.Remove(Text(json, "user")) });
            default:
                return state;
        }
    }

    private static ClientState AddChannel(ClientState state, JsonObject channel, string knownFrom, bool isMember)
    {
        var added = ChannelState.From(channel, knownFrom);
        if (channel["members"] is JsonArray members)
            added = added with { Members = [.. members.Select(m => m!.GetValue<string>())] };
        if (added.Kind == ChannelState.Im)
            added = added with { Members = [state.Self, added.Name] };
        return state with { Channels = state.Channels.SetItem(added.Id, added with { IsMember = isMember }) };
    }

    private static ClientState Left(ClientState state, string id) =>
        state.Channels.TryGetValue(id, out var channel) && channel.Kind == ChannelState.Public
            ? state.WithChannel(id, c => c with { IsMember = false, Messages = ChannelState.NoMessages, Replies = ChannelState.NoReplies, Members = null })
            : state with { Channels = state.Channels.Remove(id) };

    /// <summary>All up to a ts is gone, but for tombstones that have replies: what went of those, events of their own have told.</summary>
    private static ChannelState WithoutOld(ChannelState channel, string latest)
    {
        bool IsGone(string ts) => string.CompareOrdinal(ts, latest) <= 0;
        var gone = channel.Messages.Where(m => IsGone(m.Key) && !(Text(m.Value, "subtype") == "tombstone" && m.Value.ContainsKey("reply_count"))).Select(m => m.Key).ToArray();
        var replies = channel.Replies.RemoveRange(gone);
        foreach (var (root, those) in replies)
            replies = replies.SetItem(root, those.RemoveRange(those.Keys.Where(IsGone)));
        return channel with { Messages = channel.Messages.RemoveRange(gone), Replies = replies };
    }

    private static ClientState ApplyMessage(ClientState state, RtmFrame frame)
    {
        var json = frame.Json;
        switch (frame.Subtype)
        {
            case "message_replied":
                return Replace(state, frame.Channel, WithoutEmptyThread(Bare(json["message"]!.AsObject())));
            case "message_changed":
                return Replace(state, frame.Channel, Bare(json["message"]!.AsObject()));
            case "message_deleted":
                return Remove(state, frame.Channel, Text(json, "deleted_ts"));
            case "channel_topic" or "group_topic" or "mpim_topic":
                return Posted(state.WithChannel(frame.Channel, c => c with { Topic = Text(json, "topic") }), Bare(json), frame.Channel);
            case "channel_purpose" or "group_purpose" or "mpim_purpose":
                return Posted(state.WithChannel(frame.Channel, c => c with { Purpose = Text(json, "purpose") }), Bare(json), frame.Channel);
            default:
                return Posted(state, Bare(json), frame.Channel);
        }
    }

    /// <summary>The ack stands for the message's event: with what was sent it says the same.</summary>
    private static JsonObject FromAck(ClientState state, JsonObject sent, JsonObject ack)
    {
        var message = new JsonObject
        {
            ["type"] = "message",
            ["user"] = state.Self,
            ["text"] = Text(ack, "text"),
            ["ts"] = Text(ack, "ts"),
            ["team"] = state.Team,
        };
        if (state.SelfBot is { } bot)
            message["bot_id"] = bot;
        if (Text(sent, "client_msg_id") is { Length: > 0 } id)
            message["client_msg_id"] = id;
        if (Text(sent, "thread_ts") is not { Length: > 0 } thread)
            return Bare(message);
        message["thread_ts"] = thread;
        if (state.Channels.TryGetValue(Text(sent, "channel"), out var channel) && channel.Messages.TryGetValue(thread, out var root))
            message["parent_user_id"] = Text(root, "user");
        if (ChannelState.Flag(sent, "reply_broadcast"))
            message["subtype"] = "thread_broadcast";
        return Bare(message);
    }

    private static ClientState Posted(ClientState state, JsonObject message, string channel) => state.WithChannel(channel, c =>
    {
        var ts = Text(message, "ts");
        var thread = Text(message, "thread_ts");
        if (thread.Length == 0 || thread == ts)
            return c with { Messages = c.Messages.SetItem(ts, message) };
        var replies = c.Replies.GetValueOrDefault(thread, ChannelState.NoMessages).SetItem(ts, message);
        return c with
        {
            Replies = c.Replies.SetItem(thread, replies),
            Messages = Text(message, "subtype") == "thread_broadcast" ? c.Messages.SetItem(ts, message) : c.Messages,
        };
    });

    private static ClientState Replace(ClientState state, string channel, JsonObject message) => Change(state, channel, Text(message, "ts"), _ => message);

    /// <summary>A root that lost its last reply is an ordinary message again; the event says so by a count of zero.</summary>
    private static JsonObject WithoutEmptyThread(JsonObject root)
    {
        if (root["reply_count"]?.GetValue<int>() == 0)
            root.Remove("reply_count");
        return root;
    }

    private static ClientState React(ClientState state, RtmFrame frame, bool added)
    {
        var item = frame.Json["item"]!;
        var name = Text(frame.Json, "reaction");
        var user = Text(frame.Json, "user");
        return Change(state, Text(item, "channel"), Text(item, "ts"), message => Bare(WithReaction(message, name, user, added)));
    }

    private static JsonObject WithReaction(JsonObject message, string name, string user, bool added)
    {
        var changed = message.DeepClone().AsObject();
        var reactions = changed["reactions"] as JsonArray ?? [];
        changed.Remove("reactions");
        var reaction = reactions.FirstOrDefault(r => Text(r, "name") == name)?.AsObject();
        if (reaction is null)
            reactions.Add(reaction = new JsonObject { ["name"] = name, ["users"] = new JsonArray(), ["count"] = 0 });
        var users = reaction["users"]!.AsArray();
        if (added)
            users.Add(user);
        else
            users.Remove(users.First(u => u!.GetValue<string>() == user));
        reaction["count"] = users.Count;
        if (users.Count == 0)
            reactions.Remove(reaction);
        if (reactions.Count > 0)
            changed["reactions"] = reactions;
        return changed;
    }

    /// <summary>Changes a message wherever it is shown: among the messages, among a thread's replies, or (a broadcast) in both.</summary>
    private static ClientState Change(ClientState state, string channel, string ts, Func<JsonObject, JsonObject> change) => state.WithChannel(channel, c =>
    {
        if (c.Messages.TryGetValue(ts, out var message))
            c = c with { Messages = c.Messages.SetItem(ts, change(message)) };
        foreach (var (root, replies) in c.Replies)
        {
            if (replies.TryGetValue(ts, out var reply))
                c = c with { Replies = c.Replies.SetItem(root, replies.SetItem(ts, change(reply))) };
        }
        return c;
    });

    private static ClientState Remove(ClientState state, string channel, string ts) => state.WithChannel(channel, c =>
    {
        c = c with { Messages = c.Messages.Remove(ts), Replies = c.Replies.Remove(ts) };
        foreach (var (root, replies) in c.Replies)
        {
            if (replies.ContainsKey(ts))
                c = c with { Replies = c.Replies.SetItem(root, replies.Remove(ts)) };
        }
        return c;
    });

    private static string Text(JsonNode? node, string name) => ChannelState.Text(node, name);
}
