using System.Text.Json;
using Chat.Json;

namespace Chat.Messages;

/// <summary>What a thread's root tells of its replies. At most <see cref="MaxUsers"/> users are named, in the order of their first reply.</summary>
[GenerateSerializer, Immutable, Alias("ThreadSummary")]
public sealed record ThreadSummary(
    [property: Id(0)] int ReplyCount,
    [property: Id(1)] UserId[] ReplyUsers,
    [property: Id(2)] int ReplyUsersCount,
    [property: Id(3)] Ts LatestReply)
{
    public const int MaxUsers = 5;
}

/// <summary>One emoji on a message and who gave it, in the order given.</summary>
[GenerateSerializer, Immutable, Alias("Reaction")]
public sealed record Reaction([property: Id(0)] string Name, [property: Id(1)] UserId[] Users);

/// <summary>A message or a reply, as stored and as shown. Text is Slack's escaped mrkdwn.</summary>
[GenerateSerializer, Immutable, Alias("Message")]
public sealed record Message
{
    [Id(0)] public required TeamId Team { get; init; }
    [Id(1)] public required ChannelId Channel { get; init; }

    /// <summary><see cref="Ts.None"/> until it is published.</summary>
    [Id(2)] public Ts Ts { get; init; }
    [Id(3)] public UserId? User { get; init; }
    [Id(4)] public string? BotId { get; init; }

    /// <summary>bot_message, me_message, channel_join, thread_broadcast, tombstone, … or null for an ordinary message.</summary>
    [Id(5)] public string? Subtype { get; init; }
    [Id(6)] public required string Text { get; init; }

    /// <summary>The root's ts: of a reply, and of a root that has replies.</summary>
    [Id(7)] public Ts? ThreadTs { get; init; }
    [Id(8)] public string? ClientMsgId { get; init; }
    [Id(9)] public UserId? EditedBy { get; init; }
    [Id(10)] public Ts? EditedTs { get; init; }

    /// <summary>Of a root with replies; else null.</summary>
    [Id(11)] public ThreadSummary? Thread { get; init; }
    [Id(12)] public Reaction[] Reactions { get; init; } = [];

    /// <summary>Further members as one JSON object: attachments, blocks, metadata, username, icons, topic, inviter, …</summary>
    [Id(13)] public string? Extra { get; init; }

    /// <summary>The author of the thread's root; of replies only.</summary>
    [Id(14)] public UserId? ParentUser { get; init; }

    public bool IsReply => ThreadTs is { } thread && thread != Ts;

    /// <summary>Slack's message object, without the channel.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteMembers(json);
        json.WriteEndObject();
    }

    /// <summary>The members of Slack's message object, into an object that the caller has opened (events add channel and event_ts).</summary>
    public void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteString("type", "message");
        json.WriteOptional("subtype", Subtype);
        if (User is { } user)
            json.WriteString("user", user.Value);
        json.WriteOptional("bot_id", BotId);
        json.WriteString("text", Text);
        json.WriteTs("ts", Ts);
        json.WriteString("team", Team.ToString());
        json.WriteOptional("client_msg_id", ClientMsgId);
        if (ThreadTs is { } thread)
            json.WriteTs("thread_ts", thread);
        if (ParentUser is { } parent)
            json.WriteString("parent_user_id", parent.Value);
        if (EditedTs is { } edited)
        {
            json.WriteStartObject("edited");
            json.WriteString("user", EditedBy?.Value);
            json.WriteTs("ts", edited);
            json.WriteEndObject();
        }
        if (Thread is { } summary)
        {
            json.WriteNumber("reply_count", summary.ReplyCount);
            json.WriteNumber("reply_users_count", summary.ReplyUsersCount);
            json.WriteTs("latest_reply", summary.LatestReply);
            json.WriteStartArray("reply_users");
            foreach (var replier in summary.ReplyUsers)
                json.WriteStringValue(replier.Value);
            json.WriteEndArray();
        }
        WriteReactions(json);
        json.WriteMembers(Extra);
    }

    private void WriteReactions(Utf8JsonWriter json)
    {
        if (Reactions.Length == 0)
            return;
        json.WriteStartArray("reactions");
        foreach (var reaction in Reactions)
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
}
