using System.Data.Common;
using Chat.Sharding;

namespace Chat.Search;

/// <summary>A message's row in the index.</summary>
internal sealed record SearchDocument(ChannelId Channel, Ts Ts, Ts? Thread, string Words)
{
    public static readonly TableShape Table = new("search_documents", ["team_id", "channel_id", "ts"], ["thread_ts", "words"]);

    public (ChannelId Channel, Ts Ts) Key => (Channel, Ts);

    public object?[] Values(TeamId team) => [team.Number, Channel.Value, Ts.Micros, Thread?.Micros, Words];

    /// <summary>Of <c>channel_id, ts, thread_ts, words</c>.</summary>
    public static SearchDocument Read(DbDataReader row) => new(row.ChannelAt(0), row.TsAt(1), row.TsOrNull(2), row.GetString(3));
}

/// <summary>Parts of channels that are to be read again, both ends included.</summary>
internal sealed record SearchNote(ChannelId Channel, Ts From, Ts To)
{
    private static readonly TableShape Table = new("search_notes", ["team_id", "channel_id", "from_ts", "to_ts"], []);

    /// <summary>
    /// Has messages read again that are written or removed past the log, in the same transaction. Nothing else tells the index of them: their rows have no events.
    /// </summary>
    public async Task AddAsync(DbConnection connection, Dialect dialect, TeamId team)
    {
        await using var insert = connection.Numbered(dialect.InsertMissing(Table, 1), [team.Number, Channel.Value, From.Micros, To.Micros]);
        await insert.ExecuteNonQueryAsync();
    }

    /// <summary>The same for rows of messages or comments as they are about to be written: team, channel and ts come first.</summary>
    public static async Task AddAsync(DbConnection connection, Dialect dialect, IReadOnlyCollection<object?[]> rows)
    {
        foreach (var channel in rows.GroupBy(static row => (Team: (long)row[0]!, Channel: (string)row[1]!), static row => (long)row[2]!))
        {
            var note = new SearchNote(new ChannelId(channel.Key.Channel), new Ts(channel.Min()), new Ts(channel.Max()));
            await note.AddAsync(connection, dialect, new TeamId(channel.Key.Team));
        }
    }
}
