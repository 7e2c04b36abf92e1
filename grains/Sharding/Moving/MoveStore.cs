using System.Data.Common;
using Chat.Errors;
using Chat.Sharding.Balancing;

namespace Chat.Sharding.Moving;

/// <summary>A team's move, as the directory has it.</summary>
/// <param name="State">One of <see cref="MoveState"/>.</param>
/// <param name="Attempt">Of the mover that may decide about it.</param>
/// <param name="Started">Milliseconds since 1970, as is <paramref name="Ended"/>.</param>
internal sealed record TeamMove(
    TeamId Team, string Source, string Target, string State, long Attempt, long RowsTotal, long RowsDone, double? HeldMs, string? Error, long Started, long? Ended)
{
    public MoveStatus Status(double rowsPerSecond) => new(Team, Source, Target, State, RowsTotal, RowsDone, rowsPerSecond, HeldMs, Error, Started, Ended);
}

internal static class MoveState
{
    public const string Queued = "queued";
    public const string Running = "running";

    /// <summary>It shall be undone.</summary>
    public const string Cancelling = "cancelling";

    /// <summary>The team lives on the target; what it left behind is deleted.</summary>
    public const string Clearing = "clearing";

    public const string Done = "done";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";

    /// <summary>Those in which a move is not over, as SQL lists them.</summary>
    public const string Open = $"{BeforeSwitch}, '{Clearing}'";

    /// <summary>The same, as long as the team lives on its source.</summary>
    public const string BeforeSwitch = $"'{Queued}', '{Running}', '{Cancelling}'";

    public static bool IsOver(string state) => state is Done or Failed or Cancelled;
}

/// <summary>Moves in the directory. Every change compares the attempt: of two movers one is told that it is one no more. Errors: service_unavailable.</summary>
internal sealed class MoveStore(ShardMap map, TimeProvider time)
{
    private const string Columns = "team_id, source, target, state, attempt, rows_total, rows_done, held_ms, error, started, ended";

    private static readonly TableShape Moves = new(
        "directory_moves", ["team_id"], ["source", "target", "state", "attempt", "rows_total", "rows_done", "held_ms", "error", "started", "ended"]);

    public Task<TeamMove?> FindAsync(TeamId team) => map.Directory.FindAsync(
        $"SELECT {Columns} FROM directory_moves WHERE team_id = @team", Read, CancellationToken.None, ("@team", team.Number));

    /// <summary>Moves that are not over, then those that ended last.</summary>
    public async Task<IReadOnlyList<TeamMove>> LastAsync(int most) => [.. await map.Directory.QueryAsync(
        FormattableString.Invariant($"SELECT {Columns} FROM directory_moves ORDER BY ended IS NOT NULL, ended DESC, started DESC LIMIT {most}"), Read, CancellationToken.None)];

    /// <summary>Moves that are not over, or ended after a time.</summary>
    public async Task<IReadOnlyList<TeamMove>> SinceAsync(DateTimeOffset ended) => await map.Directory.QueryAsync(
        $"SELECT {Columns} FROM directory_moves WHERE state IN ({MoveState.Open}) OR ended > @ended", Read, CancellationToken.None,
        ("@ended", ended.ToUnixTimeMilliseconds()));

    /// <summary>Moves that are not over.</summary>
    public async Task<TeamId[]> OpenAsync(CancellationToken cancellation)
    {
        var teams = await map.Directory.QueryAsync(
            $"SELECT team_id FROM directory_moves WHERE state IN ({MoveState.Open})",
            static row => new TeamId(row.GetInt64(0)), cancellation);
        return [.. teams];
    }

    /// <summary>
    /// Begins a move, unless one is under way. Answers the one that is there then. Errors: shard_not_active (the target is draining, or was removed).
    /// </summary>
    public async Task<TeamMove> BeginAsync(TeamId team, string source, string target)
    {
        var before = await FindAsync(team);
        if (before is not null && !MoveState.IsOver(before.State))
            return before;
        var move = new TeamMove(team, source, target, MoveState.Queued, (before?.Attempt ?? 0) + 1, 0, 0, null, null, Now, null);
        object?[] values = [team.Number, source, target, move.State, move.Attempt, 0L, 0L, null, null, move.Started, null];
        await map.Directory.TransactAsync(
            async connection =>
            {
                if (await ShardStateStore.LockAsync(connection, map.Directory.Dialect, target) is not (ShardState.Active or ShardState.Full) and var state)
                    throw new ChatException(ErrorCodes.ShardNotActive, $"Shard {target} is {state ?? "unknown to the directory"}: no team moves there.");
                await using var write = connection.Numbered(map.Directory.Dialect.Upsert(Moves, 1), values);
                return await write.ExecuteNonQueryAsync();
            },
            CancellationToken.None);
        return move;
    }

    /// <summary>Makes the caller the one mover. Null: there is nothing to move, or somebody else was first.</summary>
    public async Task<TeamMove?> ClaimAsync(TeamMove move)
    {
        var taken = await map.Directory.ExecuteAsync(
            "UPDATE directory_moves SET attempt = attempt + 1 WHERE team_id = @team AND attempt = @attempt AND ended IS NULL",
            CancellationToken.None, ("@team", move.Team.Number), ("@attempt", move.Attempt));
        return taken == 1 ? await FindAsync(move.Team) : null;
    }

    /// <summary>Throws if another mover has it by now.</summary>
    public async Task<TeamMove> SaveAsync(TeamMove move)
    {
        var ended = MoveState.IsOver(move.State) ? Now : (long?)null;
        var saved = await map.Directory.ExecuteAsync(
            """
            UPDATE directory_moves SET state = @state, rows_total = @total, rows_done = @done, held_ms = @held, error = @error, ended = @ended
             WHERE team_id = @team AND attempt = @attempt AND (state <> @cancelling OR @state <> @running)
            """,
            CancellationToken.None, ("@state", move.State), ("@total", move.RowsTotal), ("@done", move.RowsDone), ("@held", move.HeldMs), ("@error", move.Error),
            ("@ended", ended), ("@team", move.Team.Number), ("@attempt", move.Attempt), ("@cancelling", MoveState.Cancelling), ("@running", MoveState.Running));
        // Zero also says that nothing differs.
        if (saved == 0 && await FindAsync(move.Team) is { } present && (present.Attempt != move.Attempt || present.State == MoveState.Cancelling && move.State == MoveState.Running))
            throw new MoveLostException();
        return move with { Ended = ended };
    }

    public Task CancelAsync(TeamId team) => map.Directory.ExecuteAsync(
        $"UPDATE directory_moves SET state = '{MoveState.Cancelling}' WHERE team_id = @team AND state IN ('{MoveState.Queued}', '{MoveState.Running}')",
        CancellationToken.None, ("@team", team.Number));

    /// <summary>
    /// The commit point of a move: from here on the team lives on the target. False: it does not, since another mover or a cancellation was first.
    /// </summary>
    public Task<bool> SwitchAsync(TeamMove move) => map.Directory.TransactAsync(
        async connection =>
        {
            await using var mine = connection.Command(
                $"UPDATE directory_moves SET state = '{MoveState.Clearing}' WHERE team_id = @team AND attempt = @attempt AND state = '{MoveState.Running}'",
                ("@team", move.Team.Number), ("@attempt", move.Attempt));
            if (await mine.ExecuteNonQueryAsync() == 0)
                return false;
            await using var teams = connection.Command(
                "UPDATE directory_teams SET shard = @target, epoch = epoch + 1, version = @version WHERE team_id = @team AND shard = @source",
                ("@target", move.Target), ("@version", Ts.At(time.GetUtcNow()).Micros), ("@team", move.Team.Number), ("@source", move.Source));
            return await teams.ExecuteNonQueryAsync() == 1 ? true : throw new ChatException(ErrorCodes.ServiceUnavailable, "the team is not where it was");
        },
        CancellationToken.None);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static TeamMove Read(DbDataReader row) => new(
        new TeamId(row.GetInt64(0)), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6),
        row.IsDBNull(7) ? null : row.GetDouble(7), row.TextOrNull(8), row.GetInt64(9), row.LongOrNull(10));
}

/// <summary>Another mover has the team, or it shall be cancelled: this one stops where it is.</summary>
internal sealed class MoveLostException : Exception;
