using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Chat.Sharding;

namespace Chat.Channels;

/// <summary>Writes channels, memberships and read cursors.</summary>
internal static class ChannelRows
{
    public static readonly TableShape Channels = new(
        "channels", ["team_id", "channel_id"],
        [
            "kind", "name", "name_key", "member_key", "creator", "created", "topic", "topic_creator", "topic_set", "purpose", "purpose_creator",
            "purpose_set", "is_archived", "is_general", "previous_names", "dm_members", "updated", "version",
        ]);

    private static readonly TableShape Members = new("channel_members", ["team_id", "channel_id", "user_id"], ["is_open", "joined", "version"]);

    private static readonly TableShape Cursors = new("read_cursors", ["team_id", "user_id", "channel_id"], ["last_read", "version"]);

    public static void Register(RowPlanners planners)
    {
        planners.Add<ChannelPut>(Put);
        planners.Add<MemberPut>(PutMember);
        planners.Add<MemberDelete>(DeleteMember);
        planners.Add<CursorPut>(PutCursor);
    }

    /// <summary>What makes a DM unique in its team: SHA-256 over its members in the order of their ids.</summary>
    public static byte[] MemberKey(IEnumerable<UserId> members) =>
        SHA256.HashData(Encoding.ASCII.GetBytes(string.Join(' ', members.Select(static m => m.Value).Order(StringComparer.Ordinal))));

    /// <summary>The values of a channel's row, in the order of <see cref="Channels"/>.</summary>
    /// <param name="team">Whose.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="isSecond">A DM of which there is another one with the same members, which is the one that opening finds.</param>
    /// <param name="version">Of the row.</param>
    public static object?[] Values(TeamId team, Channel channel, bool isSecond, long version) =>
    [
        team.Number, channel.Id.Value,
        (int)channel.Kind, channel.Name, channel.IsDirect ? null : channel.Name, channel.IsDirect && !isSecond ? MemberKey(channel.DmMembers) : null,
        channel.Creator?.Value, channel.Created,
        channel.Topic.Value, channel.Topic.Creator?.Value, channel.Topic.LastSet,
        channel.Purpose.Value, channel.Purpose.Creator?.Value, channel.Purpose.LastSet,
        channel.IsArchived.Number(), channel.IsGeneral.Number(), JsonSerializer.Serialize(channel.PreviousNames), channel.DmMembers.Joined(),
        channel.Updated, version,
    ];

    private static void Put(WritePlan plan, RowPlace place, ChannelPut row) =>
        plan.Run(new UpdateOrInsertRow(Channels, Values(place.Team, row.Channel, isSecond: false, place.Step.Micros)));

    private static void PutMember(WritePlan plan, RowPlace place, MemberPut row) => plan.Run(
        new UpsertRow(
            Members, place.Team.Number, row.Channel.Value, row.User.Value, row.IsOpen.Number(), place.Resolve(row.Joined).Micros, place.Step.Micros));

    private static void DeleteMember(WritePlan plan, RowPlace place, MemberDelete row) => plan.Run(
        new SqlRow(
            "DELETE FROM channel_members WHERE team_id = @p0 AND channel_id = @p1 AND user_id = @p2",
            place.Team.Number, row.Channel.Value, row.User.Value));

    private static void PutCursor(WritePlan plan, RowPlace place, CursorPut row) => plan.Run(
        new UpsertRow(Cursors, place.Team.Number, row.User.Value, row.Channel.Value, place.Resolve(row.LastRead).Micros, place.Step.Micros));
}
