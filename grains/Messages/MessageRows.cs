using Chat.Sharding;

namespace Chat.Messages;

/// <summary>
/// Writes messages, replies, retry keys and thread summaries. A message's reactions and thread summary have rows or columns of
/// their own; an insert does not look at them.
/// </summary>
internal static class MessageRows
{
    private const string ThreadBroadcast = "thread_broadcast";

    private const string Replacement =
        "SET user_id = @p0, bot_id = @p1, subtype = @p2, text = @p3, edited_by = @p4, edited_ts = @p5, extra = @p6, version = @p7 "
        + "WHERE team_id = @p8 AND channel_id = @p9 AND ts = @p10";

    private const string OneMessage = "WHERE team_id = @p0 AND channel_id = @p1 AND ts = @p2";

    private const string MessageWitness = $"SELECT 1 FROM messages {OneMessage}";

    private const string CommentWitness = $"SELECT 1 FROM comments {OneMessage}";

    private const string SetThread =
        "UPDATE messages SET reply_count = @p0, latest_reply = @p1, reply_users = @p2, reply_users_count = @p3, version = @p4 "
        + "WHERE team_id = @p5 AND channel_id = @p6 AND ts = @p7";

    private const int ListLength = 50;

    private static readonly string List = string.Join(", ", Enumerable.Range(2, ListLength).Select(static i => $"@p{i}"));

    public static void Register(RowPlanners planners)
    {
        planners.Add<MessageInsert>(Insert);
        planners.Add<MessageReplace>(Replace);
        planners.Add<MessageDelete>(Delete);
        planners.Add<MessagesDelete>(DeleteMany);
        planners.Add<ThreadPut>(PutThread);
    }

    private static void Insert(WritePlan plan, RowPlace place, MessageInsert row)
    {
        var message = row.Message;
        var ts = place.Resolve(message.Ts);
        var thread = message.ThreadTs is { } root && root != ts ? root : (Ts?)null;
        if (IsPlain(message))
        {
            plan.Append(
                MessageTables.PlainMessages, place.Team.Number, message.Channel.Value, ts.Micros, message.User?.Value, message.Text,
                message.ClientMsgId, row.RetryHash, place.Step.Micros);
        }
        else
        {
            object?[] values =
            [
                place.Team.Number, message.Channel.Value, ts.Micros,
                message.User?.Value, message.BotId, message.Subtype, message.Text, thread?.Micros, message.ParentUser?.Value, message.ClientMsgId,
                message.EditedBy?.Value, Edited(place, message), message.Extra, row.RetryHash, place.Step.Micros,
            ];
            if (thread is null || message.Subtype == ThreadBroadcast)
                plan.Append(MessageTables.Messages, values);
            if (thread is not null)
                plan.Append(MessageTables.Comments, values);
        }
        if (row.RetryHash is { } hash)
            plan.Append(MessageTables.RetryKeys, place.Team.Number, message.Channel.Value, hash, ts.Micros);
        plan.WitnessRow(thread is null ? MessageWitness : CommentWitness, place.Team.Number, message.Channel.Value, ts.Micros);
    }

    private static bool IsPlain(Message message) =>
        message is { ThreadTs: null, ParentUser: null, BotId: null, Subtype: null, Extra: null, EditedBy: null, EditedTs: null };

    private static void Replace(WritePlan plan, RowPlace place, MessageReplace row)
    {
        var message = row.Message;
        object?[] values =
        [
            message.User?.Value, message.BotId, message.Subtype, message.Text, message.EditedBy?.Value, Edited(place, message), message.Extra,
            place.Step.Micros, place.Team.Number, message.Channel.Value, place.Resolve(message.Ts).Micros,
        ];
        // Both tables: a reply has its row in comments, a root in messages, a broadcast in both.
        plan.Run(new SqlRow($"UPDATE messages {Replacement}", values), changesAppended: true);
        plan.Run(new SqlRow($"UPDATE comments {Replacement}", values), changesAppended: true);
    }

    private static void Delete(WritePlan plan, RowPlace place, MessageDelete row)
    {
        object?[] key = [place.Team.Number, row.Channel.Value, place.Resolve(row.Ts).Micros];
        foreach (var table in (ReadOnlySpan<string>)["messages", "comments"])
        {
            plan.Run(
                new SqlRow(
                    "DELETE FROM message_keys WHERE team_id = @p0 AND channel_id = @p1 "
                    + $"AND retry_hash = (SELECT retry_hash FROM {table} {OneMessage}) AND ts = @p2", key),
                changesAppended: true);
        }
        plan.Run(new SqlRow("DELETE FROM reactions WHERE team_id = @p0 AND channel_id = @p1 AND message_ts = @p2", key));
        plan.Run(new SqlRow($"DELETE FROM messages {OneMessage}", key), changesAppended: true);
        plan.Run(new SqlRow($"DELETE FROM comments {OneMessage}", key), changesAppended: true);
    }

    private static void DeleteMany(WritePlan plan, RowPlace place, MessagesDelete row)
    {
        foreach (var hashes in row.RetryHashes.Chunk(ListLength))
        {
            plan.Run(
                new SqlRow(
                    $"DELETE FROM message_keys WHERE team_id = @p0 AND channel_id = @p1 AND retry_hash IN ({List}) AND ts <= @p{ListLength + 2}",
                    [.. Listed(hashes), row.Latest.Micros]),
                changesAppended: true);
        }
        foreach (var messages in row.Messages.Chunk(ListLength))
        {
            var values = Listed([.. messages.Select(static ts => (object)ts.Micros)]);
            plan.Run(new SqlRow($"DELETE FROM reactions WHERE team_id = @p0 AND channel_id = @p1 AND message_ts IN ({List})", values));
            plan.Run(new SqlRow($"DELETE FROM messages WHERE team_id = @p0 AND channel_id = @p1 AND ts IN ({List})", values), changesAppended: true);
            plan.Run(new SqlRow($"DELETE FROM comments WHERE team_id = @p0 AND channel_id = @p1 AND ts IN ({List})", values), changesAppended: true);
        }

        // The last one again and again: one text, which a session prepares once.
        object?[] Listed(object[] some) => [place.Team.Number, row.Channel.Value, .. some, .. Enumerable.Repeat(some[^1], ListLength - some.Length)];
    }

    private static void PutThread(WritePlan plan, RowPlace place, ThreadPut row)
    {
        var root = place.Resolve(row.Root);
        var summary = row.Summary;
        var latest = summary is null ? (long?)null : place.Resolve(summary.LatestReply).Micros;
        plan.Merge(
            (place.Team, row.Channel, root),
            new SqlRow(
                SetThread, summary?.ReplyCount ?? 0, latest, summary?.ReplyUsers.Joined(), summary?.ReplyUsersCount ?? 0, place.Step.Micros,
                place.Team.Number, row.Channel.Value, root.Micros));
    }

    private static long? Edited(RowPlace place, Message message) => message.EditedTs is { } edited ? place.Resolve(edited).Micros : null;
}
