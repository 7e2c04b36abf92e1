using System.Text;
using Chat.Channels;
using Chat.Jobs;
using Chat.Messages;
using Chat.Users;

namespace Chat.Sharding.Moving;

/// <summary>What the two keys of a row of <c>team_changes</c> name. The numbers are stored.</summary>
internal enum ChangeScope
{
    /// <summary>Channel and ts: a message or reply, with its retry key and reactions.</summary>
    Message = 1,

    /// <summary>Channel.</summary>
    Channel = 2,

    /// <summary>Channel and user.</summary>
    Member = 3,

    /// <summary>Channel and user.</summary>
    Cursor = 4,

    /// <summary>User.</summary>
    User = 5,

    /// <summary>The token's hash.</summary>
    Token = 6,

    /// <summary>The job's number.</summary>
    Job = 7,
}

/// <summary>
/// Notes the keys of what an item changes, in the item's own transaction. Events need no note: they are only ever added, in the order of their ts. The
/// rows are read again when they are copied, so that one note may stand for several changes.
/// </summary>
internal static class ChangeCapture
{
    private static readonly TableShape Changes = new("team_changes", ["team_id", "ts", "n"], ["scope", "key1", "key2"]);

    public static void Plan(WritePlan plan, LogItem item)
    {
        foreach (var step in item.Steps)
        {
            var place = new RowPlace(item.Team, step.Ts);
            var n = 0;
            foreach (var (scope, first, second) in step.Rows.SelectMany(row => AllKeysOf(row, place)))
                plan.Append(Changes, item.Team.Number, step.Ts.Micros, n++, (int)scope, first, second);
        }
    }

    private static IEnumerable<(ChangeScope Scope, byte[] First, byte[] Second)> AllKeysOf(RowWrite row, RowPlace place) =>
        row is MessagesDelete many ? many.Messages.Select(ts => OfMessage(many.Channel, ts)) : [KeysOf(row, place)];

    private static (ChangeScope Scope, byte[] First, byte[] Second) KeysOf(RowWrite row, RowPlace place) => row switch
    {
        MessageInsert { Message: var message } => OfMessage(message.Channel, place.Resolve(message.Ts)),
        MessageReplace { Message: var message } => OfMessage(message.Channel, place.Resolve(message.Ts)),
        MessageDelete deleted => OfMessage(deleted.Channel, place.Resolve(deleted.Ts)),
        ThreadPut thread => OfMessage(thread.Channel, place.Resolve(thread.Root)),
        ReactionPut reaction => OfMessage(reaction.Channel, place.Resolve(reaction.Message)),
        ReactionDelete reaction => OfMessage(reaction.Channel, place.Resolve(reaction.Message)),
        ChannelPut channel => (ChangeScope.Channel, Bytes(channel.Channel.Id.Value), []),
        MemberPut member => (ChangeScope.Member, Bytes(member.Channel.Value), Bytes(member.User.Value)),
        MemberDelete member => (ChangeScope.Member, Bytes(member.Channel.Value), Bytes(member.User.Value)),
        CursorPut cursor => (ChangeScope.Cursor, Bytes(cursor.Channel.Value), Bytes(cursor.User.Value)),
        UserPut user => (ChangeScope.User, Bytes(user.User.Id.Value), []),
        JobInsert job => (ChangeScope.Job, Bytes(job.Job.Id.Number), []),
        JobPut job => (ChangeScope.Job, Bytes(job.Job.Id.Number), []),
        JobDelete job => (ChangeScope.Job, Bytes(job.Id.Number), []),
        TokenPut token => (ChangeScope.Token, token.Hash, []),
        _ => throw new NotSupportedException($"A move does not know rows of type {row.GetType().Name}."),
    };

    private static (ChangeScope Scope, byte[] First, byte[] Second) OfMessage(ChannelId channel, Ts ts) =>
        (ChangeScope.Message, Bytes(channel.Value), Bytes(ts.ToString()));

    private static byte[] Bytes(string key) => Encoding.ASCII.GetBytes(key);
}
