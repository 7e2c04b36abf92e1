using Chat.Messages;
using Chat.Sharding;

namespace Chat.Channels;

/// <summary>What a session starts with: a user's channels with cursor, latest message and unread count.</summary>
public sealed partial class ChannelStore
{
    /// <summary>Finds the newest row of a channel's history at the end of its range of the primary key.</summary>
    private const string LatestTs =
        "(SELECT x.ts FROM messages x WHERE x.team_id = cm.team_id AND x.channel_id = cm.channel_id ORDER BY x.ts DESC LIMIT 1)";

    private const string MyMemberships = "FROM channel_members cm";

    /// <summary>
    /// The channels that the user is in, in the order of their ids, with LastRead, Latest and Unread: history rows newer than LastRead that the
    /// user did not write, at most 1000. The number of queries does not grow with the channels but by one for each hundred that has
    /// something unread.
    /// </summary>
    public Task<ChannelView[]> BootAsync(TeamId team, UserId user) => BootAsync(team, user, "", []);

    /// <summary>The same for one channel; null if the user is not in it.</summary>
    public async Task<ChannelView?> BootAsync(TeamId team, UserId user, ChannelId channel)
    {
        var views = await BootAsync(team, user, "AND cm.channel_id = @channel", [("@channel", channel.Value)]);
        return views.Length == 0 ? null : views[0];
    }

    private async Task<ChannelView[]> BootAsync(TeamId team, UserId user, string which, (string, object?)[] more)
    {
        var database = await DatabaseOf(team);
        var where = $"WHERE cm.team_id = @team AND cm.user_id = @user {which}";
        (string, object?)[] values = [("@team", team.Number), ("@user", user.Value), .. more];
        var views = await database.QueryAsync(
            $"""
            SELECT {ChannelReader.Columns}, cm.is_open, COALESCE(rc.last_read, 0)
              {MyMemberships}
              JOIN channels c ON c.team_id = cm.team_id AND c.channel_id = cm.channel_id
              LEFT JOIN read_cursors rc ON rc.team_id = cm.team_id AND rc.user_id = cm.user_id AND rc.channel_id = cm.channel_id
             {where}
             ORDER BY cm.channel_id
            """,
            row => new ChannelView(
                ChannelReader.Read(row, team), IsMember: true, IsOpen: row.Flag(ChannelReader.Count), LastRead: row.TsAt(ChannelReader.Count + 1)),
            CancellationToken.None, values);
        var latest = await LatestAsync(database, team, where, values);
        var counts = await CountUnreadAsync(
            database, team, user,
            [
                .. views.Where(v => latest.TryGetValue(v.Channel.Id, out var m) && m.Ts > v.LastRead)
                    .Select(static v => new ReadChannel(v.Channel.Id, v.Channel.Kind, v.LastRead!.Value)),
            ],
            withMentions: false);
        return
        [
            .. views.Select(v => v with { Latest = latest.GetValueOrDefault(v.Channel.Id), Unread = counts.GetValueOrDefault(v.Channel.Id).Unread }),
        ];
    }

    private static async Task<Dictionary<ChannelId, Message>> LatestAsync(Database database, TeamId team, string where, (string, object?)[] values)
    {
        var messages = await database.QueryAsync(
            $"""
            SELECT {MessageReader.MessageColumns}
              {MyMemberships}
              JOIN messages m ON m.team_id = cm.team_id AND m.channel_id = cm.channel_id AND m.ts = {LatestTs}
             {where}
            """,
            row => MessageReader.Read(row, team), CancellationToken.None, values);
        var given = await database.QueryAsync(
            $"""
            SELECT r.channel_id, r.message_ts, r.name, r.user_id
              {MyMemberships}
              JOIN reactions r ON r.team_id = cm.team_id AND r.channel_id = cm.channel_id AND r.message_ts = {LatestTs}
             {where}
             ORDER BY r.channel_id, r.message_ts, r.at, r.user_id
            """,
            static row => (Of: (row.ChannelAt(0), row.TsAt(1)), Name: row.GetString(2), User: row.UserAt(3)), CancellationToken.None, values);
        var byMessage = given.ToLookup(static r => r.Of, static r => (r.Name, r.User));
        return messages.ToDictionary(static m => m.Channel, m => ReactionReader.With(m, byMessage[(m.Channel, m.Ts)]));
    }
}
