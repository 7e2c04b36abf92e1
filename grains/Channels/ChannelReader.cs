using System.Data.Common;
using System.Text.Json;
using Chat.Sharding;

namespace Chat.Channels;

/// <summary>Turns rows of channels into <see cref="Channel"/>s.</summary>
internal static class ChannelReader
{
    /// <summary>The alias is c.</summary>
    public const string Columns =
        "c.channel_id, c.kind, c.name, c.creator, c.created, c.topic, c.topic_creator, c.topic_set, c.purpose, c.purpose_creator, c.purpose_set, "
        + "c.is_archived, c.is_general, c.previous_names, c.dm_members, c.updated";

    /// <summary>How many columns that is: what else a query selects starts here.</summary>
    public const int Count = 16;

    public static Channel Read(DbDataReader row, TeamId team) => new(
        team,
        row.ChannelAt(0),
        (ChannelKind)row.GetInt32(1),
        row.GetString(2),
        row.UserOrNull(3),
        row.GetInt64(4),
        new ChannelText(row.GetString(5), row.UserOrNull(6), row.GetInt64(7)),
        new ChannelText(row.GetString(8), row.UserOrNull(9), row.GetInt64(10)),
        row.Flag(11),
        row.Flag(12),
        JsonSerializer.Deserialize<string[]>(row.GetString(13)) ?? [],
        row.UsersAt(14),
        row.GetInt64(15));
}
