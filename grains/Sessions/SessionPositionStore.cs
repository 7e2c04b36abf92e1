using System.Globalization;
using Chat.Sharding;

namespace Chat.Sessions;

/// <param name="Confirmed">What the session's client has proven to have.</param>
/// <param name="EndedAt">Milliseconds since 1970; null while it lives.</param>
public sealed record StoredSession(string Session, UserId User, string TokenKey, Position Confirmed, long? EndedAt);

/// <summary>
/// Positions of a team's sessions. Not part of the log, and written by whoever has the team on the server that serves it: a position that is a little old makes a client receive something twice, never
/// miss something.
/// </summary>
public sealed class SessionPositionStore(ShardMap shards, TimeProvider time)
{
    /// <summary>Sessions of one statement.</summary>
    private const int Chunk = 200;

    private static readonly TableShape Positions = new(
        "session_positions", ["team_id", "session"], ["user_id", "token_key", "epoch", "ts", "ended_at", "modified"]);

    /// <summary>Writes sessions, new or known, and forgets others, in one transaction.</summary>
    public async Task SaveAsync(TeamId team, IReadOnlyList<StoredSession> sessions, IReadOnlyList<string> removed)
    {
        if (sessions.Count == 0 && removed.Count == 0)
            return;
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        await shards.WriteAsync(
            team,
            async (connection, dialect) =>
            {
                foreach (var chunk in sessions.Chunk(Chunk))
                {
                    await using var command = connection.Numbered(
                        dialect.Upsert(Positions, chunk.Length), [.. chunk.SelectMany(s => Values(team, s, now))]);
                    await command.ExecuteNonQueryAsync();
                }
                foreach (var chunk in removed.Chunk(Chunk))
                {
                    var list = string.Join(", ", Enumerable.Range(1, chunk.Length).Select(static i => string.Create(CultureInfo.InvariantCulture, $"@p{i}")));
                    await using var command = connection.Numbered(
                        $"DELETE FROM session_positions WHERE team_id = @p0 AND session IN ({list})", [team.Number, .. chunk]);
                    await command.ExecuteNonQueryAsync();
                }
                return 0;
            });
    }

    /// <summary>Live sessions and those that ended later than <paramref name="notEndedBefore"/> (ms since 1970); earlier ones are deleted.</summary>
    public async Task<StoredSession[]> LoadAsync(TeamId team, long notEndedBefore)
    {
        var database = (await shards.OfAsync(team)).Database;
        await shards.WriteAsync(
            team,
            async (connection, _) =>
            {
                await using var delete = connection.Command(
                    "DELETE FROM session_positions WHERE team_id = @team AND ended_at < @before", ("@team", team.Number), ("@before", notEndedBefore));
                return await delete.ExecuteNonQueryAsync();
            });
        var sessions = await database.QueryAsync(
            "SELECT session, user_id, token_key, epoch, ts, ended_at FROM session_positions WHERE team_id = @team ORDER BY session",
            row => new StoredSession(
                row.GetString(0), row.UserAt(1), row.GetString(2), new Position(team, row.GetInt64(3), row.TsAt(4)), row.LongOrNull(5)),
            CancellationToken.None, ("@team", team.Number));
        return [.. sessions];
    }

    private static object?[] Values(TeamId team, StoredSession session, long now) =>
    [
        team.Number, session.Session, session.User.Value, session.TokenKey, session.Confirmed.Epoch, session.Confirmed.Ts.Micros, session.EndedAt, now,
    ];
}
