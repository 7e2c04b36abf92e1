using System.Data.Common;
using Chat.Sharding;

namespace Chat.Messages;

/// <summary>Turns rows of messages and comments into <see cref="Message"/>s.</summary>
internal static class MessageReader
{
    /// <summary>Of messages; the alias is m.</summary>
    public const string MessageColumns =
        CommonColumns + ", m.reply_count, m.reply_users, m.reply_users_count, m.latest_reply";

    /// <summary>Of comments, in the same shape; the alias is m.</summary>
    public const string CommentColumns = CommonColumns + ", 0 AS reply_count, NULL AS reply_users, 0 AS reply_users_count, NULL AS latest_reply";

    private const string CommonColumns =
        "m.channel_id, m.ts, m.user_id, m.bot_id, m.subtype, m.text, m.thread_ts, m.parent_user, m.client_msg_id, m.edited_by, m.edited_ts, m.extra";

    public static Message Read(DbDataReader row, TeamId team)
    {
        var ts = row.TsAt(1);
        var replies = row.GetInt32(12);
        var thread = replies == 0 ? null : new ThreadSummary(replies, row.UsersAt(13), row.GetInt32(14), row.TsAt(15));
        return new Message
        {
            Team = team,
            Channel = row.ChannelAt(0),
            Ts = ts,
            User = row.UserOrNull(2),
            BotId = row.TextOrNull(3),
            Subtype = row.TextOrNull(4),
            Text = row.GetString(5),
            ThreadTs = row.TsOrNull(6) ?? (thread is null ? null : ts),
            ParentUser = row.UserOrNull(7),
            ClientMsgId = row.TextOrNull(8),
            EditedBy = row.UserOrNull(9),
            EditedTs = row.TsOrNull(10),
            Extra = row.TextOrNull(11),
            Thread = thread,
        };
    }
}
