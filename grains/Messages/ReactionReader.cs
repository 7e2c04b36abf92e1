using System.Globalization;
using Chat.Sharding;

namespace Chat.Messages;

/// <summary>Reads the reactions of many messages at once.</summary>
internal static class ReactionReader
{
    /// <summary>Keys of one query: the server still finds each by the primary key.</summary>
    private const int Chunk = 500;

    /// <summary>The messages of one channel with their reactions, names and users in the order in which they were given.</summary>
    public static async Task<Message[]> WithReactionsAsync(Database database, TeamId team, ChannelId channel, IReadOnlyList<Message> messages)
    {
        var found = new List<(Ts Message, string Name, UserId User)>();
        foreach (var chunk in messages.Chunk(Chunk))
        {
            var list = string.Join(", ", chunk.Select(static m => m.Ts.Micros.ToString(CultureInfo.InvariantCulture)));
            found.AddRange(await database.QueryAsync(
                $"""
                SELECT message_ts, name, user_id FROM reactions
                 WHERE team_id = @team AND channel_id = @channel AND message_ts IN ({list})
                 ORDER BY message_ts, at, user_id
                """,
                static row => (row.TsAt(0), row.GetString(1), row.UserAt(2)),
                CancellationToken.None, ("@team", team.Number), ("@channel", channel.Value)));
        }
        var byMessage = found.ToLookup(static r => r.Message, static r => (r.Name, r.User));
        return [.. messages.Select(m => With(m, byMessage[m.Ts]))];
    }

    /// <summary>The message with these reactions, which come in the order in which they were given.</summary>
    public static Message With(Message message, IEnumerable<(string Name, UserId User)> given)
    {
        Reaction[] reactions = [.. given.GroupBy(static r => r.Name, static (name, users) => new Reaction(name, [.. users.Select(static u => u.User)]))];
        return reactions.Length == 0 ? message : message with { Reactions = reactions };
    }
}
