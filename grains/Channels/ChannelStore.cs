using System.Globalization;
using Chat.Sharding;

namespace Chat.Channels;

/// <param name="Joined">When the membership began.</param>
/// <param name="IsOpen">A DM is shown in the member's list.</param>
public sealed record ChannelMember(UserId User, bool IsOpen, Ts Joined);

/// <summary>Reads channels, their members, and what a user starts with. They are written by the shard log.</summary>
public sealed partial class ChannelStore(ShardMap shards)
{
    public async Task<Channel?> FindAsync(TeamId team, ChannelId channel)
    {
        var database = await DatabaseOf(team);
        return await database.FindAsync(
            $"SELECT {ChannelReader.Columns} FROM channels c WHERE c.team_id = @team AND c.channel_id = @channel",
            row => ChannelReader.Read(row, team), CancellationToken.None, ("@team", team.Number), ("@channel", channel.Value));
    }

    /// <summary>In the order of their ids.</summary>
    public async Task<IReadOnlyList<ChannelMember>> MembersAsync(TeamId team, ChannelId channel)
    {
        var database = await DatabaseOf(team);
        return await database.QueryAsync(
            "SELECT user_id, is_open, joined FROM channel_members WHERE team_id = @team AND channel_id = @channel ORDER BY user_id",
            static row => new ChannelMember(row.UserAt(0), row.Flag(1), row.TsAt(2)),
            CancellationToken.None, ("@team", team.Number), ("@channel", channel.Value));
    }

    public async Task<HashSet<ChannelId>> ChannelsOfAsync(TeamId team, UserId user)
    {
        var database = await DatabaseOf(team);
        var channels = await database.QueryAsync(
            "SELECT channel_id FROM channel_members WHERE team_id = @team AND user_id = @user",
            static row => row.ChannelAt(0), CancellationToken.None, ("@team", team.Number), ("@user", user.Value));
        return [.. channels];
    }

    /// <summary>
    /// Public channels, and others that the viewer is in, in the order of their ids; with MemberOnly those of them that Of (else the viewer)
    /// is in. IsMember and IsOpen are the viewer's. Limit 0: all.
    /// </summary>
    public async Task<ChannelView[]> ListAsync(TeamId team, UserId viewer, ChannelFilter filter)
    {
        if (filter.Kinds.Length == 0)
            return [];
        var database = await DatabaseOf(team);
        var kinds = string.Join(", ", filter.Kinds.Select(static k => ((int)k).ToString(CultureInfo.InvariantCulture)));
        var of = filter.MemberOnly
            ? "JOIN channel_members o ON o.team_id = c.team_id AND o.channel_id = c.channel_id AND o.user_id = @of"
            : "";
        var rows = await database.QueryAsync(
            $"""
            SELECT {ChannelReader.Columns}, v.is_open,
                   (SELECT COUNT(*) FROM channel_members n WHERE n.team_id = c.team_id AND n.channel_id = c.channel_id)
              FROM channels c
              LEFT JOIN channel_members v ON v.team_id = c.team_id AND v.channel_id = c.channel_id AND v.user_id = @viewer
              {of}
             WHERE c.team_id = @team AND c.channel_id > @after AND c.kind IN ({kinds})
               AND (c.kind = {(int)ChannelKind.Public} OR v.user_id IS NOT NULL)
               {(filter.ExcludeArchived ? "AND c.is_archived = 0" : "")}
             ORDER BY c.channel_id LIMIT @limit
            """,
            row => new ChannelView(
                ChannelReader.Read(row, team),
                IsMember: !row.IsDBNull(ChannelReader.Count),
                IsOpen: !row.IsDBNull(ChannelReader.Count) && row.Flag(ChannelReader.Count),
                MemberCount: row.GetInt32(ChannelReader.Count + 1)),
            CancellationToken.None,
            ("@team", team.Number), ("@viewer", viewer.Value), ("@of", (filter.Of ?? viewer).Value), ("@after", filter.After?.Value ?? ""),
            ("@limit", filter.Limit > 0 ? filter.Limit : int.MaxValue));
        return [.. rows];
    }

    /// <summary>The channel that has this name; names of archived channels stay taken.</summary>
    public async Task<ChannelId?> FindByNameAsync(TeamId team, string name)
    {
        var database = await DatabaseOf(team);
        return await database.FindAsync(
            "SELECT channel_id FROM channels WHERE team_id = @team AND name_key = @name",
            static row => (ChannelId?)row.ChannelAt(0), CancellationToken.None, ("@team", team.Number), ("@name", name));
    }

    /// <summary>The DM or group DM of exactly these members.</summary>
    public async Task<ChannelId?> FindByMembersAsync(TeamId team, IReadOnlyList<UserId> sortedMembers)
    {
        var database = await DatabaseOf(team);
        return await database.FindAsync(
            "SELECT channel_id FROM channels WHERE team_id = @team AND member_key = @members",
            static row => (ChannelId?)row.ChannelAt(0), CancellationToken.None,
            ("@team", team.Number), ("@members", ChannelRows.MemberKey(sortedMembers)));
    }

    public async Task<ChannelId?> GeneralAsync(TeamId team)
    {
        var database = await DatabaseOf(team);
        return await database.FindAsync(
            "SELECT channel_id FROM channels WHERE team_id = @team AND is_general = 1 ORDER BY channel_id LIMIT 1",
            static row => (ChannelId?)row.ChannelAt(0), CancellationToken.None, ("@team", team.Number));
    }

    private async ValueTask<Database> DatabaseOf(TeamId team) => (await shards.OfAsync(team)).Database;
}
