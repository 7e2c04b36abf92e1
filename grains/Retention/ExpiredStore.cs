using System.Globalization;
using Chat.Channels;
using Chat.Sharding;

namespace Chat.Retention;

/// <summary>A message or reply that is too old.</summary>
/// <param name="IsThread">A root that had replies.</param>
/// <param name="Thread">The root's ts; of replies only.</param>
public sealed record ExpiredRow(Ts Ts, Ts? Thread, byte[]? RetryHash, bool IsThread);

/// <param name="Rows">Each once, oldest first; tombstones that still have replies are none of them.</param>
/// <param name="HasMore">There are others that are as old.</param>
public sealed record ExpiredBatch(IReadOnlyList<ExpiredRow> Rows, bool HasMore)
{
    public Ts Latest => Rows[^1].Ts;
}

/// <summary>Finds what a team keeps no longer. Errors of all: team_not_found, service_unavailable.</summary>
public sealed class ExpiredStore(ShardMap shards)
{
    /// <summary>A tombstone stays for as long as it has replies, and would be found again each time.</summary>
    private const string IsNoHolder = "(m.reply_count = 0 OR m.subtype IS NULL OR m.subtype <> 'tombstone')";

    private const string Directs = "(2, 3)";

    /// <summary>The conversations that have anything up to these ts: <see cref="Ts.None"/> for nothing.</summary>
    /// <param name="team">Whose.</param>
    /// <param name="channels">Of public and private channels.</param>
    /// <param name="directs">Of DMs and group DMs.</param>
    internal async Task<List<(ChannelId Channel, bool IsDirect)>> ChannelsAsync(TeamId team, Ts channels, Ts directs)
    {
        var database = await DatabaseOf(team);
        const string UpTo = $"CASE WHEN c.kind IN {Directs} THEN @directs ELSE @channels END";
        return await database.QueryAsync(
            $"""
            SELECT c.channel_id, c.kind FROM channels c
             WHERE c.team_id = @team
               AND (EXISTS (SELECT 1 FROM messages m WHERE m.team_id = c.team_id AND m.channel_id = c.channel_id AND m.ts <= {UpTo} AND {IsNoHolder})
                 OR EXISTS (SELECT 1 FROM comments m WHERE m.team_id = c.team_id AND m.channel_id = c.channel_id AND m.ts <= {UpTo}))
             ORDER BY c.channel_id
            """,
            static row => (row.ChannelAt(0), (ChannelKind)row.GetInt32(1) is ChannelKind.Im or ChannelKind.Mpim), CancellationToken.None,
            ("@team", team.Number), ("@channels", channels.Micros), ("@directs", directs.Micros));
    }

    /// <summary>The oldest messages and replies up to a ts.</summary>
    public async Task<ExpiredBatch> BatchAsync(TeamId team, ChannelId channel, Ts upTo, int limit)
    {
        var database = await DatabaseOf(team);
        (string, object?)[] values = [("@team", team.Number), ("@channel", channel.Value), ("@upTo", upTo.Micros), ("@limit", limit + 1)];
        var found = await database.QueryAsync(
            $"""
            SELECT m.ts, m.thread_ts, m.retry_hash, m.reply_count FROM messages m
             WHERE m.team_id = @team AND m.channel_id = @channel AND m.ts <= @upTo AND {IsNoHolder} ORDER BY m.ts LIMIT @limit
            """,
            static row => new ExpiredRow(row.TsAt(0), row.TsOrNull(1), Hash(row, 2), row.GetInt32(3) > 0), CancellationToken.None, values);
        found.AddRange(await database.QueryAsync(
            """
            SELECT m.ts, m.thread_ts, m.retry_hash FROM comments m
             WHERE m.team_id = @team AND m.channel_id = @channel AND m.ts <= @upTo ORDER BY m.ts LIMIT @limit
            """,
            static row => new ExpiredRow(row.TsAt(0), row.TsAt(1), Hash(row, 2), false), CancellationToken.None, values));
        // A broadcast reply is in both tables.
        var rows = found.DistinctBy(static row => row.Ts).OrderBy(static row => row.Ts).ToList();
        return new ExpiredBatch([.. rows.Take(limit)], rows.Count > limit);
    }

    /// <summary>The roots whose threads change when these go: of replies that go, and those that go while some of their replies stay. In order.</summary>
    public async Task<IReadOnlyList<Ts>> ThreadsAsync(TeamId team, ChannelId channel, ExpiredBatch batch)
    {
        var going = batch.Rows.Where(static row => row.Thread is null).Select(static row => row.Ts).ToHashSet();
        var shortened = batch.Rows.Select(static row => row.Thread).OfType<Ts>().Where(root => !going.Contains(root)).ToHashSet();
        var database = await DatabaseOf(team);
        foreach (var roots in batch.Rows.Where(static row => row.IsThread).Chunk(100))
        {
            // Numbers, not texts of anybody's.
            var list = string.Join(", ", roots.Select(static root => root.Ts.Micros.ToString(CultureInfo.InvariantCulture)));
            shortened.UnionWith(await database.QueryAsync(
                $"SELECT DISTINCT thread_ts FROM comments WHERE team_id = @team AND channel_id = @channel AND thread_ts IN ({list}) AND ts > @latest",
                static row => row.TsAt(0), CancellationToken.None, ("@team", team.Number), ("@channel", channel.Value), ("@latest", batch.Latest.Micros)));
        }
        return [.. shortened.Order()];
    }

    private static byte[]? Hash(System.Data.Common.DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<byte[]>(column);

    private async ValueTask<Database> DatabaseOf(TeamId team) => (await shards.OfAsync(team)).Database;
}
