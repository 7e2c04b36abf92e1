using Chat.Sharding;

namespace Chat.Teams;

/// <param name="Epoch">Of the writer.</param>
public sealed record StoredEvent(long Epoch, TeamEvent Event);

/// <summary>Reads and shortens the durable log of a team's events. It is written by the shard log.</summary>
public sealed class EventStore(ShardMap shards)
{
    /// <summary>Rows of one query: what is read beyond the bound on bytes is thrown away, so it must not be much.</summary>
    private const int Chunk = 200;

    /// <summary>Joined or Left.</summary>
    private const string MovesMember = "effect IN (1, 2)";

    /// <summary>Those, and StartAfresh.</summary>
    private const string IsOutlined = "effect IN (1, 2, 5)";

    /// <summary>The newest event's writer and ts; (0, None) when the log is empty.</summary>
    public async Task<(long Epoch, Ts Ts)> HeadAsync(TeamId team)
    {
        var database = await DatabaseOf(team);
        return await database.FindAsync(
            "SELECT epoch, ts FROM events WHERE team_id = @team ORDER BY ts DESC LIMIT 1",
            static row => (row.GetInt64(0), row.TsAt(1)), CancellationToken.None, ("@team", team.Number));
    }

    /// <summary>
    /// Events after a ts in their order: at most <paramref name="maxEvents"/>, and no further one that would bring the payloads above
    /// <paramref name="maxBytes"/>. The first is given however large it is, so that a reader always gets on.
    /// </summary>
    public async Task<StoredEvent[]> ReadAsync(TeamId team, Ts after, int maxEvents, int maxBytes)
    {
        var database = await DatabaseOf(team);
        var events = new List<StoredEvent>();
        long bytes = 0;
        while (events.Count < maxEvents)
        {
            var wanted = Math.Min(Chunk, maxEvents - events.Count);
            var rows = await ReadChunkAsync(database, team, after, wanted);
            foreach (var row in rows)
            {
                bytes += row.Event.Payload.Length;
                if (bytes > maxBytes && events.Count > 0)
                    return [.. events];
                events.Add(row);
            }
            if (rows.Count < wanted)
                break;
            after = rows[^1].Event.Ts;
        }
        return [.. events];
    }

    /// <summary>The last events up to a ts, at most <paramref name="limit"/>, in their order and without their payloads.</summary>
    public async Task<IReadOnlyList<OutlinedEvent>> OutlineAsync(TeamId team, Ts upTo, int limit)
    {
        var database = await DatabaseOf(team);
        var events = await database.QueryAsync(
            $"""
            SELECT ts, epoch, LENGTH(payload), CASE WHEN {IsOutlined} THEN effect ELSE 0 END,
                   CASE WHEN {MovesMember} THEN user_id END, CASE WHEN {MovesMember} THEN channel_id END
              FROM events WHERE team_id = @team AND ts <= @upTo ORDER BY ts DESC LIMIT @limit
            """,
            static row => new OutlinedEvent(
                row.TsAt(0), row.GetInt64(1), row.GetInt32(2), (EventEffect)row.GetInt32(3), row.UserOrNull(4), row.IsDBNull(5) ? null : row.ChannelAt(5)),
            CancellationToken.None, ("@team", team.Number), ("@upTo", upTo.Micros), ("@limit", limit));
        events.Reverse();
        return events;
    }

    /// <summary>Who wrote the event with this ts; null if there is none.</summary>
    public async Task<long?> EpochAtAsync(TeamId team, Ts ts)
    {
        var database = await DatabaseOf(team);
        return await database.FindAsync(
            "SELECT epoch FROM events WHERE team_id = @team AND ts = @ts",
            static row => row.LongOrNull(0), CancellationToken.None, ("@team", team.Number), ("@ts", ts.Micros));
    }

    /// <summary>Deletes up to <paramref name="limit"/> of the oldest events before a ts, never the newest of all. Answers how many.</summary>
    public async Task<int> PurgeAsync(TeamId team, Ts before, int limit)
    {
        var database = await DatabaseOf(team);
        var (_, head) = await HeadAsync(team);
        var end = Math.Min(before.Micros, head.Micros);
        var last = await database.FindAsync(
            "SELECT MAX(o.ts) FROM (SELECT ts FROM events WHERE team_id = @team AND ts < @end ORDER BY ts LIMIT @limit) o",
            static row => row.LongOrNull(0), CancellationToken.None, ("@team", team.Number), ("@end", end), ("@limit", limit));
        if (last is null)
            return 0;
        return await shards.WriteAsync(
            team,
            async (connection, _) =>
            {
                await using var delete = connection.Command(
                    "DELETE FROM events WHERE team_id = @team AND ts <= @last", ("@team", team.Number), ("@last", last));
                return await delete.ExecuteNonQueryAsync();
            });
    }

    private static Task<List<StoredEvent>> ReadChunkAsync(Database database, TeamId team, Ts after, int limit) => database.QueryAsync(
        """
        SELECT epoch, ts, audience, channel_id, user_id, effect, origin, payload FROM events
         WHERE team_id = @team AND ts > @after ORDER BY ts LIMIT @limit
        """,
        static row => new StoredEvent(
            row.GetInt64(0),
            new TeamEvent(
                row.TsAt(1),
                (Audience)row.GetInt32(2),
                row.IsDBNull(3) ? null : row.ChannelAt(3),
                row.UserOrNull(4),
                (EventEffect)row.GetInt32(5),
                row.TextOrNull(6),
                row.GetFieldValue<byte[]>(7))),
        CancellationToken.None, ("@team", team.Number), ("@after", after.Micros), ("@limit", limit));

    private async ValueTask<Database> DatabaseOf(TeamId team) => (await shards.OfAsync(team)).Database;
}
