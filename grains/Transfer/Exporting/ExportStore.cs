using System.Data.Common;
using System.Globalization;
using Chat.Channels;
using Chat.Messages;
using Chat.Sharding;

namespace Chat.Transfer.Exporting;

/// <param name="Thread">Its root.</param>
public sealed record ReplyMark(Ts Thread, Ts Ts, UserId? User);

/// <summary>
/// Reads a whole team in ranges of its tables' primary keys, a page at a time. Each page is a statement of its own: a row is given as it stands when its page is
/// read. Errors of all: team_not_found, service_unavailable.
/// </summary>
public sealed class ExportStore(ShardMap shards)
{
    private const string Range = "m.team_id = @team AND m.channel_id = @channel AND m.ts > @after AND m.ts <= @until";

    /// <summary>How many messages and replies some conversations have in a range of time; null if the server cannot count them in so short a time.</summary>
    public async Task<long?> CountAsync(TeamId team, IEnumerable<ChannelId> channels, Ts after, Ts until, TimeSpan bound, CancellationToken stop)
    {
        var database = await DatabaseOf(team, stop);
        (string, object?)[] values =
        [
            ("@team", team.Number), ("@after", after.Micros), ("@until", until.Micros), .. channels.Select(static (id, i) => ($"@c{i}", (object?)id.Value)),
        ];
        var list = string.Join(", ", values.Skip(3).Select(static value => value.Item1));
        long total = 0;
        try
        {
            foreach (var table in (string[])["messages", "comments"])
            {
                total += await database.FindAsync(
                    database.Dialect.Bounded(
                        $"SELECT COUNT(*) FROM {table} WHERE team_id = @team AND channel_id IN ({list}) AND ts > @after AND ts <= @until", bound),
                    static row => row.GetInt64(0), stop, values);
            }
        }
        catch (DbException)
        {
            // It has ended the statement.
            return null;
        }
        return total;
    }

    /// <summary>Conversations of every kind in the order of their ids.</summary>
    public async Task<List<Channel>> ChannelsAsync(TeamId team, ChannelId? after, int limit, CancellationToken stop) =>
        await (await DatabaseOf(team, stop)).QueryAsync(
            $"SELECT {ChannelReader.Columns} FROM channels c WHERE c.team_id = @team AND c.channel_id > @after ORDER BY c.channel_id LIMIT @limit",
            row => ChannelReader.Read(row, team), stop, ("@team", team.Number), ("@after", after?.Value ?? ""), ("@limit", limit));

    /// <summary>In the order of their ids.</summary>
    public async Task<List<UserId>> MembersAsync(TeamId team, ChannelId channel, UserId? after, int limit, CancellationToken stop) =>
        await (await DatabaseOf(team, stop)).QueryAsync(
            "SELECT user_id FROM channel_members WHERE team_id = @team AND channel_id = @channel AND user_id > @after ORDER BY user_id LIMIT @limit",
            static row => row.UserAt(0), stop,
            ("@team", team.Number), ("@channel", channel.Value), ("@after", after?.Value ?? ""), ("@limit", limit));

    /// <summary>Roots and broadcast replies, oldest first, with their reactions.</summary>
    public Task<Message[]> MessagesAsync(TeamId team, ChannelId channel, Ts after, Ts until, int limit, CancellationToken stop) =>
        PageAsync($"SELECT {MessageReader.MessageColumns} FROM messages m", team, channel, after, until, limit, stop);

    /// <summary>Replies, broadcast or not, oldest first, with their reactions.</summary>
    public Task<Message[]> CommentsAsync(TeamId team, ChannelId channel, Ts after, Ts until, int limit, CancellationToken stop) =>
        PageAsync($"SELECT {MessageReader.CommentColumns} FROM comments m", team, channel, after, until, limit, stop);

    /// <summary>The replies of some threads up to a ts, thread by thread, oldest first.</summary>
    public async Task<List<ReplyMark>> RepliesAsync(TeamId team, ChannelId channel, IEnumerable<Ts> threads, Ts until, CancellationToken stop)
    {
        var list = string.Join(", ", threads.Select(static ts => ts.Micros.ToString(CultureInfo.InvariantCulture)));
        return await (await DatabaseOf(team, stop)).QueryAsync(
            $"""
            SELECT thread_ts, ts, user_id FROM comments
             WHERE team_id = @team AND channel_id = @channel AND thread_ts IN ({list}) AND ts <= @until ORDER BY thread_ts, ts
            """,
            static row => new ReplyMark(row.TsAt(0), row.TsAt(1), row.UserOrNull(2)), stop,
            ("@team", team.Number), ("@channel", channel.Value), ("@until", until.Micros));
    }

    private async Task<Message[]> PageAsync(string select, TeamId team, ChannelId channel, Ts after, Ts until, int limit, CancellationToken stop)
    {
        var database = await DatabaseOf(team, stop);
        var rows = await database.QueryAsync(
            $"{select} WHERE {Range} ORDER BY m.ts LIMIT @limit", row => MessageReader.Read(row, team), stop,
            ("@team", team.Number), ("@channel", channel.Value), ("@after", after.Micros), ("@until", until.Micros), ("@limit", limit));
        return await ReactionReader.WithReactionsAsync(database, team, channel, rows);
    }

    private async ValueTask<Database> DatabaseOf(TeamId team, CancellationToken stop) => (await shards.OfAsync(team, stop)).Database;
}
