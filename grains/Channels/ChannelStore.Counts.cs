using System.Data.Common;
using System.Globalization;
using Chat.Sharding;

namespace Chat.Channels;

/// <param name="Mentions">Those that are meant for the user; 0 where they were not asked for.</param>
public readonly record struct UnreadCounts(int Unread, int Mentions);

/// <summary>What is new to a user in its channels.</summary>
public sealed partial class ChannelStore
{
    /// <summary>Counting stops here: a client shows "many" anyway, and a long absence must not cost a scan of everything missed.</summary>
    private const int MaxUnread = 1000;

    /// <summary>Channels whose unread messages one query counts.</summary>
    private const int CountChunk = 100;

    /// <summary>
    /// In what people and bots say: what a channel says of itself names people, too, and means nobody. <c>&lt;@U1&gt;</c> may have a label:
    /// <c>&lt;@U1|ann&gt;</c>. The first condition spares most texts the others.
    /// </summary>
    private const string IsMention =
        """
        INSTR(m.text, '<') > 0 AND (m.subtype IS NULL OR m.subtype IN ('bot_message', 'me_message', 'thread_broadcast'))
        AND (INSTR(m.text, @name) > 0 OR INSTR(m.text, @labelled) > 0
          OR INSTR(m.text, '<!channel>') > 0 OR INSTR(m.text, '<!channel|') > 0 OR INSTR(m.text, '<!here>') > 0 OR INSTR(m.text, '<!here|') > 0
          OR INSTR(m.text, '<!everyone>') > 0 OR INSTR(m.text, '<!everyone|') > 0)
        """;

    /// <summary>A channel of which something may be unread.</summary>
    private readonly record struct ReadChannel(ChannelId Id, ChannelKind Kind, Ts LastRead);

    /// <summary>
    /// Of all channels that the user is in, in the order of their ids, with what is unread among the newest 1,000 messages of others of each. The number of
    /// queries does not grow with the channels but by one for each hundred that has something unread.
    /// </summary>
    public async Task<ChannelCounts[]> CountsAsync(TeamId team, UserId user)
    {
        var database = await DatabaseOf(team);
        var channels = await database.QueryAsync(
            $"""
            SELECT cm.channel_id, c.kind, COALESCE(rc.last_read, 0), {LatestTs}
              {MyMemberships}
              JOIN channels c ON c.team_id = cm.team_id AND c.channel_id = cm.channel_id
              LEFT JOIN read_cursors rc ON rc.team_id = cm.team_id AND rc.user_id = cm.user_id AND rc.channel_id = cm.channel_id
             WHERE cm.team_id = @team AND cm.user_id = @user
             ORDER BY cm.channel_id
            """,
            static row => (Read: new ReadChannel(row.ChannelAt(0), (ChannelKind)row.GetInt32(1), row.TsAt(2)), Latest: row.TsOrNull(3) ?? Ts.None),
            CancellationToken.None, ("@team", team.Number), ("@user", user.Value));
        var counts = await CountUnreadAsync(
            database, team, user, [.. channels.Where(static c => c.Latest > c.Read.LastRead).Select(static c => c.Read)], withMentions: true);
        return [.. channels.Select(c => Shown(c.Read, c.Latest, counts.GetValueOrDefault(c.Read.Id)))];

        static ChannelCounts Shown(ReadChannel channel, Ts latest, UnreadCounts counts) =>
            new(channel.Id, channel.LastRead, latest, counts.Unread, counts.Mentions);
    }

    /// <summary>The messages of others that are newer than a position in a channel, at most 1000, and those of them that are meant for the user.</summary>
    public async Task<UnreadCounts> UnreadAsync(TeamId team, UserId user, Channel channel, Ts lastRead) =>
        (await CountUnreadAsync(await DatabaseOf(team), team, user, [new ReadChannel(channel.Id, channel.Kind, lastRead)], withMentions: true))[channel.Id];

    private static async Task<Dictionary<ChannelId, UnreadCounts>> CountUnreadAsync(
        Database database, TeamId team, UserId user, ReadChannel[] channels, bool withMentions)
    {
        var counts = new Dictionary<ChannelId, UnreadCounts>();
        foreach (var chunk in channels.Chunk(CountChunk))
        {
            var values = new List<(string, object?)>
            {
                ("@team", team.Number), ("@user", user.Value), ("@name", $"<@{user.Value}>"), ("@labelled", $"<@{user.Value}|"),
            };
            var parts = chunk.Select((channel, i) =>
            {
                values.Add(($"@c{i}", channel.Id.Value));
                values.Add(($"@r{i}", channel.LastRead.Micros));
                var isMeant = !withMentions ? "NULL" : channel.Kind is ChannelKind.Im or ChannelKind.Mpim ? "1" : $"CASE WHEN {IsMention} THEN 1 END";
                return string.Create(CultureInfo.InvariantCulture, $"""
                    SELECT {i}, COUNT(*), COUNT(n{i}.is_meant) FROM (
                      SELECT {isMeant} AS is_meant FROM messages m
                       WHERE m.team_id = @team AND m.channel_id = @c{i} AND m.ts > @r{i} AND (m.user_id IS NULL OR m.user_id <> @user)
                       ORDER BY m.ts DESC LIMIT {MaxUnread}) n{i}
                    """);
            });
            foreach (var (i, count) in await database.QueryAsync(string.Join(" UNION ALL ", parts), ReadCount, CancellationToken.None, [.. values]))
                counts.Add(chunk[i].Id, count);
        }
        return counts;
    }

    private static (int Index, UnreadCounts Counts) ReadCount(DbDataReader row) => (row.GetInt32(0), new UnreadCounts(row.GetInt32(1), row.GetInt32(2)));
}
