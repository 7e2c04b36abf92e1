using System.Globalization;
using Chat.Sharding;

namespace Chat.Sessions;

/// <param name="Confirmed">What the session's client has proven to have.</param>
/// <param name="EndedAt">Milliseconds since 1970; null while it lives.</param>
public sealed record StoredSession(string Session, UserId User, string TokenKey, Position Confirmed, long? EndedAt);

/// <summary>
/// Positions of a team's sessions. Not part of the log, and written by whoever has the team: a position that is a little old makes a client receive something
/// twice, never miss something. Either server of a pair may take them, and the highest version counts on both (docs/adr/0013); they are read where the team
/// is served.
/// </summary>
public sealed class SessionPositionStore(ShardMap shards, TimeProvider time)
{
    /// <summary>Sessions of one statement.</summary>
    private const int Chunk = 200;

    private const string Version = "version";

    /// <summary>When a session ended that was removed: a row that says so, since an older write of it may still be on its way from the other server.</summary>
    private const long Removed = 0;

    /// <summary>How long what ended is kept at least: far longer than a write may be on its way.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private static readonly TableShape Positions = new(
        "session_positions", ["team_id", "session"], ["user_id", "token_key", "epoch", "ts", "ended_at", "modified", Version]);

    private readonly RowVersions _versions = new(time);

    /// <summary>Writes sessions, new or known, and forgets others, in one transaction. Errors: team_not_found, service_unavailable.</summary>
    public async Task SaveAsync(TeamId team, IReadOnlyList<StoredSession> sessions, IReadOnlyList<string> removed)
    {
        if (sessions.Count == 0 && removed.Count == 0)
            return;
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        // In one order, so that two transactions wait for each other and never in a circle.
        var rows = sessions.Select(s => Values(team, s, now)).Concat(removed.Select(session => Tombstone(team, session, now)))
            .OrderBy(static row => (string)row[1]!, StringComparer.Ordinal).ToArray();
        await shards.WriteEitherAsync(
            team,
            async (connection, place) =>
            {
                var version = _versions.Next(place.Side);
                foreach (var chunk in rows.Chunk(Chunk))
                {
                    await using var command = connection.Numbered(
                        place.Dialect.UpsertNewer(Positions, Version, chunk.Length), [.. chunk.SelectMany(row => (object?[])[.. row, version])]);
                    await command.ExecuteNonQueryAsync();
                }
                return rows.Length;
            });
    }

    /// <summary>Live sessions and those that ended later than <paramref name="notEndedBefore"/> (ms since 1970). What is old is deleted.</summary>
    public async Task<StoredSession[]> LoadAsync(TeamId team, long notEndedBefore)
    {
        await PurgeAsync(team, notEndedBefore);
        var database = (await shards.OfAsync(team)).Database;
        _versions.Seen(await database.FindAsync(
            "SELECT MAX(version) FROM session_positions WHERE team_id = @team",
            static row => row.LongOrNull(0) ?? 0, CancellationToken.None, ("@team", team.Number)));
        var sessions = await database.QueryAsync(
            $"""
            SELECT session, user_id, token_key, epoch, ts, ended_at FROM session_positions
             WHERE team_id = @team AND (ended_at IS NULL OR (ended_at >= @before AND ended_at > {Removed})) ORDER BY session
            """,
            row => new StoredSession(
                row.GetString(0), row.UserAt(1), row.GetString(2), new Position(team, row.GetInt64(3), row.TsAt(4)), row.LongOrNull(5)),
            CancellationToken.None, ("@team", team.Number), ("@before", notEndedBefore));
        return [.. sessions];
    }

    /// <summary>
    /// Deletes what ended before <paramref name="notEndedBefore"/> (ms since 1970) and was not written for an hour. By what each row says, on either server:
    /// what one of them did not have yet falls to the next purge. Answers how many. Errors: team_not_found, service_unavailable.
    /// </summary>
    public Task<int> PurgeAsync(TeamId team, long notEndedBefore)
    {
        var before = Math.Min(notEndedBefore, (time.GetUtcNow() - Kept).ToUnixTimeMilliseconds());
        return shards.WriteAsync(
            team,
            async (connection, _) =>
            {
                await using var delete = connection.Command(
                    "DELETE FROM session_positions WHERE team_id = @team AND ended_at < @before AND modified < @before",
                    ("@team", team.Number), ("@before", before));
                return await delete.ExecuteNonQueryAsync();
            },
            static dialect => dialect.BeginConverging);
    }

    private static object?[] Values(TeamId team, StoredSession session, long now) =>
    [
        team.Number, session.Session, session.User.Value, session.TokenKey, session.Confirmed.Epoch, session.Confirmed.Ts.Micros, session.EndedAt, now,
    ];

    private static object?[] Tombstone(TeamId team, string session, long now) => [team.Number, session, "", "", 0L, 0L, Removed, now];
}
