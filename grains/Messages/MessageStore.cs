using Chat.Sharding;

namespace Chat.Messages;

/// <summary>Reads messages and replies. They are written by the shard log.</summary>
public sealed class MessageStore(ShardMap shards)
{
    /// <summary>A message or reply with its reactions; null if there is none.</summary>
    public async Task<Message?> FindAsync(TeamId team, ChannelId channel, Ts ts)
    {
        var database = (await shards.OfAsync(team)).Database;
        // A broadcast reply has a row in both tables; either serves.
        var message = await database.FindAsync(
            $"""
            SELECT {MessageReader.MessageColumns} FROM messages m WHERE m.team_id = @team AND m.channel_id = @channel AND m.ts = @ts
            UNION ALL
            SELECT {MessageReader.CommentColumns} FROM comments m WHERE m.team_id = @team AND m.channel_id = @channel AND m.ts = @ts
            """,
            row => MessageReader.Read(row, team), CancellationToken.None, ("@team", team.Number), ("@channel", channel.Value), ("@ts", ts.Micros));
        return message is null ? null : (await ReactionReader.WithReactionsAsync(database, team, channel, [message]))[0];
    }

    /// <summary>
    /// Roots and broadcast replies, newest first: those closest to Latest, or to Oldest when the query is Forward or gives only
    /// Oldest. Two queries, whatever the page's size.
    /// </summary>
    public async Task<HistoryPage> HistoryAsync(TeamId team, ChannelId channel, HistoryQuery query)
    {
        var database = (await shards.OfAsync(team)).Database;
        var forward = query.Forward || query is { Oldest: not null, Latest: null };
        var (oldest, latest) = Bounds(query);
        var rows = await database.QueryAsync(
            $"""
            SELECT {MessageReader.MessageColumns} FROM messages m
             WHERE m.team_id = @team AND m.channel_id = @channel AND m.ts >= @oldest AND m.ts <= @latest
             ORDER BY m.ts {(forward ? "ASC" : "DESC")} LIMIT @limit
            """,
            row => MessageReader.Read(row, team), CancellationToken.None,
            ("@team", team.Number), ("@channel", channel.Value), ("@oldest", oldest), ("@latest", latest), ("@limit", query.Limit + 1));
        var hasMore = Cut(rows, query.Limit);
        if (forward)
            rows.Reverse();
        return new HistoryPage(await ReactionReader.WithReactionsAsync(database, team, channel, rows), hasMore);
    }

    /// <summary>Replies of a thread without its root, oldest first, from Oldest on.</summary>
    public async Task<HistoryPage> RepliesAsync(TeamId team, ChannelId channel, Ts thread, HistoryQuery query)
    {
        var database = (await shards.OfAsync(team)).Database;
        var (oldest, latest) = Bounds(query);
        var rows = await database.QueryAsync(
            $"""
            SELECT {MessageReader.CommentColumns} FROM comments m
             WHERE m.team_id = @team AND m.channel_id = @channel AND m.thread_ts = @thread AND m.ts >= @oldest AND m.ts <= @latest
             ORDER BY m.ts LIMIT @limit
            """,
            row => MessageReader.Read(row, team), CancellationToken.None,
            ("@team", team.Number), ("@channel", channel.Value), ("@thread", thread.Micros),
            ("@oldest", oldest), ("@latest", latest), ("@limit", query.Limit + 1));
        var hasMore = Cut(rows, query.Limit);
        return new HistoryPage(await ReactionReader.WithReactionsAsync(database, team, channel, rows), hasMore);
    }

    /// <summary>The message that took this retry key (16 bytes); null if it is free.</summary>
    public async Task<Ts?> FindByRetryHashAsync(TeamId team, ChannelId channel, byte[] retryHash)
    {
        var database = (await shards.OfAsync(team)).Database;
        return await database.FindAsync(
            "SELECT ts FROM message_keys WHERE team_id = @team AND channel_id = @channel AND retry_hash = @hash",
            static row => row.TsOrNull(0), CancellationToken.None, ("@team", team.Number), ("@channel", channel.Value), ("@hash", retryHash));
    }

    /// <summary>What a root should tell of its replies, counted from the replies themselves; null if there are none.</summary>
    /// <param name="without">A reply that does not count: it is about to go.</param>
    /// <param name="after">Replies up to this one do not count, either.</param>
    public async Task<ThreadSummary?> SummariseThreadAsync(TeamId team, ChannelId channel, Ts root, Ts without = default, Ts after = default)
    {
        var database = (await shards.OfAsync(team)).Database;
        const string OfThread = "FROM comments WHERE team_id = @team AND channel_id = @channel AND thread_ts = @thread AND ts <> @without AND ts > @after";
        (string, object?)[] key =
            [("@team", team.Number), ("@channel", channel.Value), ("@thread", root.Micros), ("@without", without.Micros), ("@after", after.Micros)];
        var (replies, latest, users) = await database.FindAsync(
            $"SELECT COUNT(*), MAX(ts), COUNT(DISTINCT user_id) {OfThread}",
            static row => (row.GetInt32(0), row.TsOrNull(1), row.GetInt32(2)), CancellationToken.None, key);
        if (replies == 0)
            return null;
        var first = await database.QueryAsync(
            $"SELECT user_id, MIN(ts) AS first_reply {OfThread} AND user_id IS NOT NULL GROUP BY user_id ORDER BY first_reply LIMIT {ThreadSummary.MaxUsers}",
            static row => row.UserAt(0), CancellationToken.None, key);
        return new ThreadSummary(replies, [.. first], users, latest!.Value);
    }

    /// <summary>Both bounds as inclusive microseconds.</summary>
    private static (long Oldest, long Latest) Bounds(HistoryQuery query)
    {
        var step = query.Inclusive ? 0 : 1;
        return (query.Oldest is { } oldest ? oldest.Micros + step : 0, query.Latest is { } latest ? latest.Micros - step : long.MaxValue);
    }

    private static bool Cut(List<Message> rows, int limit)
    {
        if (rows.Count <= limit)
            return false;
        rows.RemoveRange(limit, rows.Count - limit);
        return true;
    }
}
