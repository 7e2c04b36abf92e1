using Chat.Messages;
using Chat.Sharding;

namespace Chat.Transfer;

/// <summary>The values of an import's rows, in the order of their tables' columns.</summary>
internal static class ImportRows
{
    public static TableShape ReactionTable { get; } = new("reactions", ["team_id", "channel_id", "message_ts", "name", "user_id"], ["at", "version"]);

    /// <summary>Of messages and of comments, which have the same.</summary>
    public static object?[] Message(Message message, long stamp) =>
    [
        message.Team.Number, message.Channel.Value, message.Ts.Micros, message.User?.Value, message.BotId, message.Subtype, message.Text,
        message.IsReply ? message.ThreadTs?.Micros : null, message.ParentUser?.Value, message.ClientMsgId, message.EditedBy?.Value, message.EditedTs?.Micros,
        message.Extra, null, stamp,
    ];

    /// <summary>Shown in the order in which the export has them: given one microsecond after another.</summary>
    public static IEnumerable<object?[]> Reactions(Message message, long stamp)
    {
        var at = message.Ts.Micros;
        foreach (var reaction in message.Reactions)
        {
            foreach (var user in reaction.Users)
                yield return [message.Team.Number, message.Channel.Value, message.Ts.Micros, reaction.Name, user.Value, ++at, stamp];
        }
    }

    public static object?[] Member(TeamId team, ImportedMember member, long stamp) =>
        [team.Number, member.Channel.Value, member.User.Value, 1, member.Joined.Micros, stamp];

    public static object?[] Cursor(TeamId team, ImportedMember member, long stamp) =>
        [team.Number, member.User.Value, member.Channel.Value, member.LastRead.Micros, stamp];

    /// <summary>In the place of a root that the export lacks, as where a root was deleted: without one nobody would find its replies.</summary>
    public static Message MissingRoot(TeamId team, ChannelId channel, Ts ts) =>
        new() { Team = team, Channel = channel, Ts = ts, User = UserId.Slackbot, Subtype = "tombstone", Text = "This message was deleted." };
}
