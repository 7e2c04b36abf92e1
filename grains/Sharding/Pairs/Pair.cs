using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Chat.Sharding.Pairs;

/// <summary>
/// The procedures on the two servers of a pair. Each may be cut short at any line and begun again. They decide nothing: the directory is asked by the
/// caller, before or between.
/// </summary>
internal sealed partial class Pair(string shard, PairServer a, PairServer b, ILogger logger) : IAsyncDisposable
{
    /// <summary>How long the survivor may take to apply what it has received, and a server to apply what a switch waits for.</summary>
    private const int ApplySeconds = 5;

    /// <summary>One wait of a server that catches up; there are as many as it takes, as long as it gets on.</summary>
    private const int CatchUpSeconds = 10;

    private const string AcksOn = "SET GLOBAL rpl_semi_sync_master_enabled = ON";
    private const string AcksOff = "SET GLOBAL rpl_semi_sync_master_enabled = OFF";

    public PairServer On(ShardSide side) => side == ShardSide.A ? a : b;

    public static ShardSide OtherOf(ShardSide side) => side == ShardSide.A ? ShardSide.B : ShardSide.A;

    /// <summary>
    /// Makes the survivor deaf: from here on no commit of its peer is acked any more, whether the peer is dead, frozen or merely out of our sight. Throws
    /// <see cref="PairException"/>, having changed nothing, if it could not serve: with both of its threads stopped, starting one of them would throw away
    /// what it has received, acked and not applied.
    /// </summary>
    public async Task FenceAsync(ShardSide survivor)
    {
        var server = On(survivor);
        var state = await server.LookAsync();
        if (!state.Answers)
            throw new PairException($"server {survivor} of shard {shard} does not answer either: {state.Reason}. Nothing was changed; bring one of them back.");
        if (state.IsReadOnly)
        {
            throw new PairException(
                $"server {survivor} of shard {shard} was restarted, and may lack what its peer acked since. Nothing was changed; bring the other one back.");
        }
        if (!state.Applies)
        {
            throw new PairException(
                $"server {survivor} of shard {shard} has not applied all that it received, and does not go on: {state.Reason} Nothing was changed; "
                + "look at SHOW SLAVE STATUS there, mend it, START SLAVE SQL_THREAD.");
        }
        LogTakeOver(shard, survivor);
        await server.RunAsync("STOP SLAVE IO_THREAD");
    }

    /// <summary>Lets the survivor hear its peer again. Only if the directory decided otherwise.</summary>
    public async Task LiftFenceAsync(ShardSide survivor) => await On(survivor).RunAsync("START SLAVE IO_THREAD");

    /// <summary>
    /// Once the directory says that the survivor serves alone: it waits for nobody's acks, applies all that was ever acked, and serves everybody. Throws
    /// <see cref="PairException"/> while it has not applied all; it may be begun again at any time.
    /// </summary>
    public async Task CompleteTakeOverAsync(ShardSide survivor, long epoch)
    {
        var server = On(survivor);
        // Only now: earlier its commits would be acked by nobody while its peer might still be chosen to serve. And what it applies would wait for the dead.
        await server.RunAsync(AcksOff);
        var state = await server.LookAsync();
        if (!state.Answers || !await server.HasAppliedAsync(state.Received, ApplySeconds))
        {
            throw new PairException(
                $"server {survivor} of shard {shard} has not applied all that it received yet ({state.Received}): {state.Reason} It serves when it has.");
        }
        await OpenAllAsync(survivor, epoch);
    }

    /// <summary>Whether a take-over by this server came to its end: it lacks nothing, also if it was restarted since.</summary>
    public async Task<bool> HasTakenOverAsync(ShardSide survivor) =>
        Convert.ToInt64(
            await On(survivor).AskAsync($"SELECT COUNT(*) FROM shard_gate WHERE side = '{survivor}' AND is_open = 1"),
            System.Globalization.CultureInfo.InvariantCulture) == 2;

    /// <summary>A server that served alone and was restarted takes writes again: its peer has gone on nowhere.</summary>
    public async Task ResumeAloneAsync(ShardSide survivor)
    {
        LogResumed(shard, survivor);
        await On(survivor).RunAsync($"{AcksOff}; SET GLOBAL read_only = OFF");
    }

    /// <summary>The survivor serves everybody, its peer nobody; the peer learns of it when it is back.</summary>
    private async Task OpenAllAsync(ShardSide survivor, long epoch) => await On(survivor).RunAsync(
        $"UPDATE shard_gate SET is_open = (side = '{survivor}'), epoch = {Literal(epoch)}");

    /// <summary>The two do not hear each other: commits that wait are let go, and none waits from now on.</summary>
    public async Task PartAsync()
    {
        LogParted(shard);
        await Task.WhenAll(LetGoAsync(ShardSide.A), LetGoAsync(ShardSide.B));
    }

    /// <summary>Commits that wait for the peer's acks are let go, and none waits from now on. Only once nobody may take over.</summary>
    public Task LetGoAsync(ShardSide side) => On(side).RunAsync(AcksOff);

    /// <summary>Both have what the other has, and wait for each other's acks. False: not yet.</summary>
    public async Task<bool> MeetAsync()
    {
        var caughtUp = await Task.WhenAll(HasAllAsync(a, b), HasAllAsync(b, a));
        if (!caughtUp.All(static done => done))
            return false;
        await Task.WhenAll(a.RunAsync(AcksOn), b.RunAsync(AcksOn));
        LogMet(shard);
        return true;
    }

    /// <summary>A server that was away can be brought back.</summary>
    /// <exception cref="PairException">It cannot, and says what is to be done first.</exception>
    public async Task RequireStartedAnewAsync(ShardSide returning)
    {
        var state = await On(returning).LookAsync();
        if (!state.Answers)
            throw new PairException($"server {returning} of shard {shard} does not answer: {state.Reason}. Start it, then try again.");
        if (!state.IsReadOnly)
        {
            throw new PairException(
                $"server {returning} of shard {shard} was not started anew since its teams were taken over. Kill it (SIGKILL, so that it writes nothing more), start it, then try again.");
        }
    }

    /// <summary>
    /// Brings back a server that was away, next to the one that served alone: it must have been started anew (a crash start cuts off what was never acked). At
    /// the end both have everything and wait for each other's acks; the returning one takes writes again, though its gates are closed.
    /// </summary>
    public async Task RejoinAsync(ShardSide returning)
    {
        await RequireStartedAnewAsync(returning);
        var (server, survivor) = (On(returning), On(OtherOf(returning)));
        LogRejoining(shard, returning);
        // Its slave position may have run past its binary log, of which the tail was cut off.
        await server.RunAsync("STOP SLAVE; SET GLOBAL gtid_slave_pos = @@GLOBAL.gtid_binlog_pos; START SLAVE", 30);
        await CatchUpAsync(server, survivor);
        // Only now: earlier it would ask for what the other does not have yet.
        await survivor.RunAsync("START SLAVE", 30);
        await CatchUpAsync(survivor, server);
        await AwaitListenersAsync();
        await Task.WhenAll(server.RunAsync(AcksOn), survivor.RunAsync(AcksOn));
        await server.RunAsync("SET GLOBAL read_only = OFF");
        LogRejoined(shard, returning);
    }

    /// <summary>
    /// Brings together two servers of which none was replaced: both were started anew (a power cut), or one was while they were apart. Each then has what the
    /// other lacks, and each would ask the other for what that one lacks, and be refused. So the first asks from where both are alike, alone, until it has
    /// everything; then the second. They take no writes yet that they did not take before.
    /// </summary>
    public async Task UniteAsync()
    {
        var states = await Task.WhenAll(a.LookAsync(), b.LookAsync());
        var (first, second) = states[0].IsReadOnly ? (a, b) : (b, a);
        var isSecondNew = states[0].IsReadOnly && states[1].IsReadOnly;
        LogUniting(shard);
        // While the first hears it, the second hears nothing: what it receives it would tell the first, who has it. One that serves still applies what it has.
        await second.RunAsync(isSecondNew ? "STOP SLAVE" : "STOP SLAVE IO_THREAD", 30);
        var common = GtidPosition.Common(await first.PositionAsync(), await second.PositionAsync());
        // Strictly, no position may be behind the server's own log.
        await first.RunAsync(
            $"STOP SLAVE; SET GLOBAL gtid_strict_mode = OFF; SET GLOBAL gtid_slave_pos = '{common}'; SET GLOBAL gtid_strict_mode = ON; START SLAVE", 30);
        await CatchUpAsync(first, second);
        await first.RunAsync("STOP SLAVE; SET GLOBAL gtid_slave_pos = @@GLOBAL.gtid_binlog_pos", 30);
        await second.RunAsync(isSecondNew ? "SET GLOBAL gtid_slave_pos = @@GLOBAL.gtid_binlog_pos; START SLAVE" : "START SLAVE", 30);
        await CatchUpAsync(second, first);
        await first.RunAsync("START SLAVE", 30);
        await CatchUpAsync(first, second);
        await AwaitListenersAsync();
    }

    /// <summary>After they were united: they wait for each other's acks and take writes. In one go, as a server that is started anew between the two must do neither.</summary>
    public async Task OpenAsync() =>
        await Task.WhenAll(a.RunAsync($"{AcksOn}; SET GLOBAL read_only = OFF"), b.RunAsync($"{AcksOn}; SET GLOBAL read_only = OFF"));

    /// <summary>
    /// The teams of one parity are served by the other server from now on. Their writes wait from the closing of one gate to the opening of the other.
    /// </summary>
    /// <param name="parity">0: even numbers; 1: odd.</param>
    /// <param name="to">The server that shall serve them.</param>
    /// <param name="decide">Compares and sets the directory; answers the new epoch, or null if somebody else decided meanwhile.</param>
    /// <returns>How long writes were held.</returns>
    public async Task<TimeSpan> SwitchAsync(int parity, ShardSide to, Func<Task<long?>> decide)
    {
        var (from, source, target) = (OtherOf(to), On(OtherOf(to)), On(to));
        // What the target lacks now would be waited for with the gate closed.
        if (!await HasAllAsync(target, source))
            throw new PairException($"server {to} of shard {shard} is too far behind to serve more teams. Nothing was changed; try again when it has caught up.");
        var began = Stopwatch.GetTimestamp();
        // Waits for the transactions under way: they hold the row.
        await source.RunAsync($"SET SESSION innodb_lock_wait_timeout = {ApplySeconds}; {Gate(from, parity, 0)}", ApplySeconds + 2);
        try
        {
            if (!await target.HasAppliedAsync(await source.PositionAsync(), ApplySeconds))
                throw new PairException($"server {to} of shard {shard} did not catch up in {ApplySeconds} s. The teams stay where they were; try again.");
            if (await decide() is not { } epoch)
                throw new PairException($"somebody else changed who serves shard {shard} meanwhile. The teams stay where they were.");
            await target.RunAsync(Gate(to, parity, 1, epoch));
        }
        catch (PairException)
        {
            await source.RunAsync(Gate(from, parity, 1));
            throw;
        }
        var held = Stopwatch.GetElapsedTime(began);
        LogSwitched(shard, parity, to, held.TotalMilliseconds);
        return held;
    }

    /// <summary>Makes the gates of a server what the directory says, after a controller ended between the two. Only where it serves.</summary>
    public async Task EnsureGatesAsync(ShardServing serving)
    {
        foreach (var (parity, side) in ((int, ShardSide)[])[(0, serving.Even), (1, serving.Odd)])
            await On(side).RunAsync($"{Gate(side, parity, 1, serving.Epoch)} AND (is_open = 0 OR epoch < {Literal(serving.Epoch)})");
    }

    public async ValueTask DisposeAsync()
    {
        await a.DisposeAsync();
        await b.DisposeAsync();
    }

    private static string Gate(ShardSide side, int parity, int open, long? epoch = null) =>
        $"UPDATE shard_gate SET is_open = {open}{(epoch is { } number ? $", epoch = {Literal(number)}" : "")} WHERE side = '{side}' AND parity = {parity}";

    private static string Literal(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<bool> HasAllAsync(PairServer server, PairServer peer) => await server.HasAppliedAsync(await peer.PositionAsync(), ApplySeconds);

    /// <summary>For as long as it takes, and as it gets on.</summary>
    private async Task CatchUpAsync(PairServer server, PairServer peer)
    {
        var goal = await peer.PositionAsync();
        for (var before = ""; ; )
        {
            if (await server.HasAppliedAsync(goal, CatchUpSeconds))
                return;
            var state = await server.LookAsync();
            if (!state.Receives || !state.Applies || state.Position == before)
            {
                throw new PairException(
                    $"server {server.Side} of shard {shard} does not catch up: it is at {state.Position} of {goal}. {state.Reason} Look at SHOW SLAVE STATUS there, then try again.");
            }
            before = state.Position;
            LogCatchingUp(shard, server.Side, state.Position, goal);
        }
    }

    /// <summary>A commit that waits for an ack needs somebody who acks.</summary>
    private async Task AwaitListenersAsync()
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var states = await Task.WhenAll(a.LookAsync(), b.LookAsync());
            if (states.All(static state => state.Listeners > 0))
                return;
            if (Stopwatch.GetElapsedTime(began).TotalSeconds > CatchUpSeconds)
                throw new PairException($"the servers of shard {shard} do not ack each other's transactions; is rpl_semi_sync_slave_enabled set on both?");
            await Task.Delay(20);
        }
    }
}
