using System.Diagnostics;
using Chat.Errors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Chat.Sharding.Moving;

/// <summary>
/// Moves one team while it is in use: notes what changes, copies everything, brings over what changed, compares, holds the team's writes, brings over the
/// rest, switches the directory, lets the writes go on. It may end at any line: until the switch the team lives on the source, from then on on the
/// target, and whoever takes the move up finds out from the directory. Nothing of the target counts before the switch.
/// </summary>
internal sealed partial class TeamMover(ShardMap map, MoveStore store, IOptions<MoveOptions> options, TimeProvider time, ILogger<TeamMover> logger)
{
    /// <summary>Rounds of what changed after which a move that does not come to an end is given up: writes outrun it.</summary>
    private const int MostRounds = 1_000;

    /// <summary>So much is left at most when writes are held: what was written during a round that brought over all there was, and took no longer.</summary>
    private static readonly TimeSpan ShortRound = TimeSpan.FromMilliseconds(30);

    /// <summary>Looks at rows that differ before the end, and how many of them may be left for it: they are read with writes held.</summary>
    private const int SettleRounds = 10;
    private const int MostRestless = 200;
    private const int CompareRows = 20_000;
    private const int ClearRows = 5_000;

    /// <summary>For tests: told before each step, by name.</summary>
    internal Func<string, Task> Reaching { get; set; } = static _ => Task.CompletedTask;

    /// <summary>
    /// Takes a claimed move to its end, whatever was done of it before. Throws <see cref="MoveLostException"/> if another mover took it, and
    /// what a database threw, after which the move may be claimed and run again.
    /// </summary>
    /// <param name="move">Claimed by the caller.</param>
    /// <param name="progress">Told of every change.</param>
    /// <param name="stop">The process stops: what was begun is left to the next mover.</param>
    public async Task<TeamMove> RunAsync(TeamMove move, Action<TeamMove> progress, CancellationToken stop)
    {
        var places = new MovePlaces(move, PlaceOf(move.Source, move.Team), PlaceOf(move.Target, move.Team));
        if (move.State is MoveState.Queued or MoveState.Running)
        {
            try
            {
                move = await CopyAndSwitchAsync(await store.SaveAsync(move with { State = MoveState.Running, RowsDone = 0, Error = null }), places, progress, stop);
            }
            catch (MoveRefusedException e)
            {
                LogRefused(move.Team, move.Target, e.Message);
                return await UndoAsync(move with { State = MoveState.Failed, Error = e.Message }, places, stop);
            }
            catch (MoveLostException)
            {
                if (await store.FindAsync(move.Team) is not { State: MoveState.Cancelling } cancelled || cancelled.Attempt != move.Attempt)
                    throw;
                move = cancelled;
            }
        }
        if (move.State == MoveState.Cancelling)
            return await UndoAsync(move with { State = MoveState.Cancelled }, places, stop);
        return await FinishAsync(move, places, progress, stop);
    }

    private async Task<TeamMove> CopyAndSwitchAsync(TeamMove move, MovePlaces places, Action<TeamMove> progress, CancellationToken stop)
    {
        await Reaching("prepare");
        var tables = await TablesAsync(places);
        if (!await places.PrepareTargetAsync())
            throw new MoveRefusedException($"the team is alive on shard {move.Target}, though the directory says that it lives on {move.Source}");
        // An earlier attempt may have left the team held, or noted.
        if (!await places.SetSourceAsync(TeamOwner.Active, TeamOwner.Active, TeamOwner.Captured, TeamOwner.Held))
            throw new MoveLostException();
        await places.ClearTargetAsync(tables.Keys, ClearRows, stop);
        await places.ClearSourceAsync(["team_changes"], ClearRows, stop);

        await Reaching("capture");
        if (!await places.SetSourceAsync(TeamOwner.Captured, TeamOwner.Active))
            throw new MoveLostException();

        await Reaching("copy");
        var replay = new ChangeReplay(move.Team, places, tables);
        move = await store.SaveAsync(move with { RowsTotal = await CountAsync(places, move.Team) });
        progress(move);
        var pace = new Pace(time, options.Value.RowsPerSecond);
        foreach (var table in TeamTable.Copied)
            move = await CopyAsync(move, tables[table.Name], places, replay, pace, progress, stop);

        await Reaching("catch up");
        await CatchUpAsync(replay, stop);

        await Reaching("compare");
        var different = await CompareAsync(move.Team, tables.Values.Where(static t => t.Table.Name != TeamTable.Positions.Name), places, stop);
        await CatchUpAsync(replay, stop);
        different = await SettleAsync(different, move.Team, places, replay, stop);

        return await SwitchAsync(move, tables, different, places, replay);
    }

    /// <param name="restless">Rows that changed too often to be compared before: they are now, when nothing changes.</param>
    private async Task<TeamMove> SwitchAsync(
        TeamMove move, Dictionary<string, TeamRows> tables, List<(TeamRows Rows, object[] Key)> restless, MovePlaces places, ChangeReplay replay)
    {
        // Once before, while nobody waits: most of the positions are copied, and in a process's first move all of this is compiled.
        await AlignAsync(move.Team, tables, places);
        await DifferentAsync(restless, move.Team, places);
        await places.EpochAsync();

        await Reaching("fence");
        var began = Stopwatch.GetTimestamp();
        if (!await places.SetSourceAsync(TeamOwner.Held, TeamOwner.Captured))
            throw new MoveLostException();
        try
        {
            await Reaching("tail");
            var keys = restless;
            while (await replay.RoundAsync() is { Count: > 0 } round)
                keys.AddRange(round.Keys);
            await AlignAsync(move.Team, tables, places);
            await EqualAsync(keys, move.Team, places);
            if (!await places.SetTargetAsync(TeamOwner.Held, await places.EpochAsync(), TeamOwner.Held))
                throw new MoveLostException();
            await Reaching("switch");
            if (!await store.SwitchAsync(move))
                throw new MoveLostException();
        }
        catch (MoveRefusedException)
        {
            // At once: people wait. What is left to undo can take its time.
            await places.SetSourceAsync(TeamOwner.Active, TeamOwner.Held);
            throw;
        }
        await Reaching("release");
        await places.SetTargetAsync(TeamOwner.Active, null, TeamOwner.Held);
        map.Set(move.Team, move.Target);
        var held = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        LogMoved(move.Team, move.Source, move.Target, move.RowsDone, held);
        return await store.SaveAsync(move with { State = MoveState.Clearing, HeldMs = held, RowsDone = move.RowsTotal });
    }

    /// <summary>The team lives on the target: sees to it that it does, and deletes what it left behind.</summary>
    private async Task<TeamMove> FinishAsync(TeamMove move, MovePlaces places, Action<TeamMove> progress, CancellationToken stop)
    {
        // The mover may have ended right after the switch.
        await places.SetTargetAsync(TeamOwner.Active, null, TeamOwner.Held);
        map.Set(move.Team, move.Target);
        progress(move);
        await Reaching("clear");
        await Task.Delay(options.Value.KeepSource, time, stop);
        var tables = await TablesAsync(places);
        if (!await places.SetSourceAsync(TeamOwner.Held, TeamOwner.Held))
            throw new MoveLostException();
        await places.ClearSourceAsync([.. tables.Keys, TeamTable.Leases.Name, "team_changes"], ClearRows, stop);
        return await store.SaveAsync(move with { State = MoveState.Done });
    }

    private async Task<TeamMove> UndoAsync(TeamMove move, MovePlaces places, CancellationToken stop)
    {
        await Reaching("undo");
        await places.SetSourceAsync(TeamOwner.Active, TeamOwner.Active, TeamOwner.Captured, TeamOwner.Held);
        if (await places.PrepareTargetAsync())
            await places.ClearTargetAsync([.. TeamTable.Copied.Select(static t => t.Name), TeamTable.Positions.Name], ClearRows, stop);
        await places.ClearSourceAsync(["team_changes"], ClearRows, stop);
        return await store.SaveAsync(move);
    }

    private async Task<TeamMove> CopyAsync(
        TeamMove move, TeamRows rows, MovePlaces places, ChangeReplay replay, Pace pace, Action<TeamMove> progress, CancellationToken stop)
    {
        object[]? after = null;
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            List<object?[]> chunk;
            await using (var source = await places.Source.OpenAsync(CancellationToken.None))
                chunk = await rows.ReadAfterAsync(source, move.Team, after, rows.Table.Portion(options.Value.ChunkRows));
            if (chunk.Count == 0)
                return move;
            await places.WriteTargetAsync(async target =>
            {
                await rows.WriteAsync(target, chunk, replace: false);
                return 0;
            });
            after = rows.KeyOf(chunk[^1]);
            if (rows.Table.Name == TeamTable.Events.Name)
                replay.EventsCopiedTo(Convert.ToInt64(after[0], System.Globalization.CultureInfo.InvariantCulture));
            move = await store.SaveAsync(move with { RowsDone = move.RowsDone + chunk.Count });
            progress(move);
            await pace.AfterAsync((long)chunk.Count * rows.Table.Weight, stop);
        }
    }

    private static async Task CatchUpAsync(ChangeReplay replay, CancellationToken stop)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            stop.ThrowIfCancellationRequested();
            var began = Stopwatch.GetTimestamp();
            if (!(await replay.RoundAsync()).IsFull && Stopwatch.GetElapsedTime(began) <= ShortRound)
                return;
        }
        throw new MoveRefusedException("the team is written faster than it can be copied; move it in a quieter hour");
    }

    /// <summary>Rows that differ, or are missing on one side: some of them only changed meanwhile.</summary>
    private static async Task<List<(TeamRows Rows, object[] Key)>> CompareAsync(
        TeamId team, IEnumerable<TeamRows> tables, MovePlaces places, CancellationToken stop)
    {
        var different = new List<(TeamRows, object[])>();
        await using var source = await places.Source.OpenAsync(CancellationToken.None);
        await using var target = await places.Target.OpenAsync(CancellationToken.None);
        foreach (var rows in tables)
        {
            var portion = rows.Table.Portion(CompareRows);
            for (object[]? after = null; ;)
            {
                stop.ThrowIfCancellationRequested();
                var here = await rows.SumsAsync(source, team, after, null, portion);
                var isLast = here.Count < portion;
                var there = await rows.SumsAsync(target, team, after, isLast ? null : here[^1].Key, null);
                different.AddRange(RowSums.DifferentKeys(here, there).Select(key => (rows, key)));
                if (isLast)
                    break;
                after = here[^1].Key;
            }
        }
        return different;
    }

    /// <summary>Looks again at what differed, a few times; answers what is written so often that it always differs.</summary>
    private static async Task<List<(TeamRows Rows, object[] Key)>> SettleAsync(
        List<(TeamRows Rows, object[] Key)> different, TeamId team, MovePlaces places, ChangeReplay replay, CancellationToken stop)
    {
        for (var round = 0; different.Count > 0 && round < SettleRounds; round++)
        {
            different = await DifferentAsync(different, team, places);
            await CatchUpAsync(replay, stop);
        }
        if (different.Count > MostRestless)
            throw new MoveRefusedException($"{different.Count} copied rows differ from their originals, the first in {different[0].Rows.Table.Name}; please report this");
        return different;
    }

    private static async Task EqualAsync(List<(TeamRows Rows, object[] Key)> keys, TeamId team, MovePlaces places)
    {
        if (await DifferentAsync(keys, team, places) is { Count: > 0 } different)
            throw new MoveRefusedException($"{different.Count} of the last rows differ from their originals, the first in {different[0].Rows.Table.Name}; please report this");
    }

    private static async Task<List<(TeamRows Rows, object[] Key)>> DifferentAsync(List<(TeamRows Rows, object[] Key)> keys, TeamId team, MovePlaces places)
    {
        await using var source = await places.Source.OpenAsync(CancellationToken.None);
        await using var target = await places.Target.OpenAsync(CancellationToken.None);
        var different = new List<(TeamRows, object[])>();
        foreach (var group in keys.GroupBy(static k => k.Rows))
        {
            foreach (var chunk in group.Select(static k => k.Key).Chunk(100))
            {
                var here = (await group.Key.ReadKeysAsync(source, team, chunk)).Select(RowSums.Text).ToHashSet();
                var there = (await group.Key.ReadKeysAsync(target, team, chunk)).Select(RowSums.Text).ToHashSet();
                // Old events are purged meanwhile; the end of the move does the same at the target.
                if (group.Key.Table.Name == TeamTable.Events.Name ? !here.IsSubsetOf(there) : !here.SetEquals(there))
                    different.AddRange(chunk.Select(key => (group.Key, key)));
            }
        }
        return different;
    }

    /// <summary>What is written outside of the log: where sessions stand, and which old events are gone.</summary>
    private static async Task AlignAsync(TeamId team, Dictionary<string, TeamRows> tables, MovePlaces places)
    {
        var positions = tables[TeamTable.Positions.Name];
        var sessions = new List<object?[]>();
        long? oldest;
        await using (var source = await places.Source.OpenAsync(CancellationToken.None))
        {
            for (object[]? after = null; ;)
            {
                var some = await positions.ReadAfterAsync(source, team, after, CompareRows);
                if (some.Count == 0)
                    break;
                sessions.AddRange(some);
                after = positions.KeyOf(some[^1]);
            }
            await using var command = source.Command("SELECT MIN(ts) FROM events WHERE team_id = @team", ("@team", team.Number));
            oldest = await command.ExecuteScalarAsync() is { } ts and not DBNull ? Convert.ToInt64(ts, System.Globalization.CultureInfo.InvariantCulture) : null;
        }
        await places.WriteTargetAsync(async target =>
        {
            await using var forget = target.Command("DELETE FROM session_positions WHERE team_id = @team", ("@team", team.Number));
            await forget.ExecuteNonQueryAsync();
            await positions.WriteAsync(target, sessions, replace: false);
            await using var purge = target.Command(
                "DELETE FROM events WHERE team_id = @team AND ts < @oldest", ("@team", team.Number), ("@oldest", oldest ?? long.MaxValue));
            return await purge.ExecuteNonQueryAsync();
        });
    }

    private static async Task<long> CountAsync(MovePlaces places, TeamId team)
    {
        await using var source = await places.Source.OpenAsync(CancellationToken.None);
        long rows = 0;
        foreach (var table in TeamTable.Copied)
        {
            await using var command = source.Command($"SELECT COUNT(*) FROM {table.Name} WHERE team_id = @team", ("@team", team.Number));
            command.CommandTimeout = 60;
            rows += Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
        }
        return rows;
    }

    private static async Task<Dictionary<string, TeamRows>> TablesAsync(MovePlaces places)
    {
        await using var source = await places.Source.OpenAsync(CancellationToken.None);
        await using var target = await places.Target.OpenAsync(CancellationToken.None);
        var tables = new Dictionary<string, TeamRows>();
        foreach (var table in TeamTable.Copied.Append(TeamTable.Positions))
        {
            var rows = await TeamRows.OfAsync(source, table);
            if (!rows.HasColumnsOf(await TeamRows.OfAsync(target, table)))
                throw new MoveRefusedException($"the shards have different columns in {table.Name}; bring both to one version first");
            tables.Add(table.Name, rows);
        }
        return tables;
    }

    private TeamShard PlaceOf(string shard, TeamId team) => map.Shards.TryGetValue(shard, out var found)
        ? new TeamShard(found, found.Serving.Of(team))
        : throw new ChatException(ErrorCodes.ServiceUnavailable, $"shard {shard} is not configured here");

    [LoggerMessage(LogLevel.Information, "Team {Team} moved from shard {Source} to {Target}: {Rows} rows; writes were held for {Held:0.0} ms.")]
    private partial void LogMoved(TeamId team, string source, string target, long rows, double held);

    [LoggerMessage(LogLevel.Error, "Team {Team} does not move to shard {Target}: {Reason}")]
    private partial void LogRefused(TeamId team, string target, string reason);
}
