using Chat.Sharding;

namespace Chat.Messages;

/// <summary>The columns of messages and comments, in the order in which <see cref="MessageRows"/> fills and <see cref="MessageReader"/> reads them.</summary>
internal static class MessageTables
{
    private static readonly string[] Keys = ["team_id", "channel_id", "ts"];

    private static readonly string[] Others =
    [
        "user_id", "bot_id", "subtype", "text", "thread_ts", "parent_user", "client_msg_id", "edited_by", "edited_ts", "extra", "retry_hash", "version",
    ];

    public static readonly TableShape Messages = new("messages", Keys, Others);

    /// <summary>The columns of messages that are not null in an ordinary post: most of what is ever written, in half the values.</summary>
    public static readonly TableShape PlainMessages = new("messages", Keys, ["user_id", "text", "client_msg_id", "retry_hash", "version"]);

    public static readonly TableShape Comments = new("comments", Keys, Others);

    public static readonly TableShape RetryKeys = new("message_keys", ["team_id", "channel_id", "retry_hash"], ["ts"]);
}
