using Chat.Errors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Chat.Sharding.Pairs;

/// <summary>
/// Owns: what it last saw of the two servers. Persists: its decisions, in the directory. Calls: nobody but the servers. One thing is done at a time, a look
/// or a command; the status is answered meanwhile.
/// </summary>
[Reentrant]
internal sealed partial class ShardControllerGrain(
    ShardMap map, ServingStore directory, IOptions<StorageOptions> storage, IOptions<PairOptions> options, PairMetrics metrics, TimeProvider time,
    ILogger<ShardControllerGrain> logger)
    : Grain, IShardControllerGrain, IAsyncDisposable
{
    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(30);

    private readonly PairJudge _judge = new(options.Value.PartAfter);
    private readonly SemaphoreSlim _turn = new(1, 1);

    private Shard _shard = null!;
    private Pair _pair = null!;
    private ServerState _a = ServerState.Silent;
    private ServerState _b = ServerState.Silent;
    private string? _alarm;
    private double? _held;
    private long _gatesEnsured = -1;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var name = this.GetPrimaryKeyString();
        if (!map.Shards.TryGetValue(name, out var shard) || !shard.IsPair)
            throw new ChatException(ErrorCodes.ShardNotFound, $"There is no shard {name} with two servers.");
        _shard = shard;
        var servers = storage.Value.Shards[name];
        _pair = new Pair(name, new PairServer(ShardSide.A, servers.ControlA!), new PairServer(ShardSide.B, servers.ControlB!), logger);
        this.RegisterGrainTimer(Look, new() { DueTime = TimeSpan.Zero, Period = options.Value.LookEvery, Interleave = true, KeepAlive = true });
        this.RegisterGrainTimer(CountTeams, new() { DueTime = TimeSpan.FromSeconds(1), Period = CountEvery, Interleave = true });
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        metrics.Forget(this.GetPrimaryKeyString());
        // What is under way may end; the next controller waits for nobody, and compares what it decides.
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    public async ValueTask DisposeAsync()
    {
        _turn.Dispose();
        if (_pair is not null)
            await _pair.DisposeAsync();
    }

    public Task Watch() => Task.CompletedTask;

    public Task<PairStatus> GetStatus() => Task.FromResult(Status());

    public Task<PairStatus> TakeOver(string survivor) => Command(ErrorCodes.TakeoverRefused, () => TakeOverAsync(SideOf(survivor)));

    public Task<PairStatus> Rejoin() => Command(ErrorCodes.RejoinRefused, RejoinAsync);

    public Task<PairStatus> FailBack() => Command(ErrorCodes.FailbackRefused, FailBackAsync);

    private PairStatus Status()
    {
        var serving = _shard.Serving;
        return new PairStatus(
            _shard.Name, serving.State, serving.Even.ToString(), serving.Odd.ToString(), serving.Epoch, StatusOf(_a), StatusOf(_b), _alarm, _held);
    }

    private async Task Look(CancellationToken cancellation)
    {
        if (!await _turn.WaitAsync(0, cancellation))
            return;
        try
        {
            var states = await Task.WhenAll(_pair.On(ShardSide.A).LookAsync(), _pair.On(ShardSide.B).LookAsync());
            (_a, _b) = (states[0], states[1]);
            var now = TimeSpan.FromTicks(time.GetTimestamp() * TimeSpan.TicksPerSecond / time.TimestampFrequency);
            await Act(_judge.Look(_shard.Serving.State, now, _a.View, _b.View));
        }
        catch (Exception e) when (e is PairException or PairServerException or ChatException)
        {
            Raise(e.Message);
        }
        finally
        {
            metrics.Show(Status());
            _turn.Release();
        }
    }

    private async Task CountTeams(CancellationToken cancellation)
    {
        try
        {
            var (even, odd) = await directory.CountTeamsAsync(_shard);
            metrics.Show(_shard.Name, even, odd);
        }
        catch (ChatException e) when (e.Code == ErrorCodes.ServiceUnavailable)
        {
            // The directory is away; what was counted last stands.
        }
    }

    private async Task Act(PairVerdict verdict)
    {
        switch (verdict)
        {
            case PairVerdict.TakeOverByA or PairVerdict.TakeOverByB when !options.Value.TakeOver:
                Raise("A server is away and Chat:Pairs:TakeOver is off. Call takeover; when it was started anew, rejoin.");
                break;
            case PairVerdict.TakeOverByA:
                await TakeOverAsync(ShardSide.A);
                break;
            case PairVerdict.TakeOverByB:
                await TakeOverAsync(ShardSide.B);
                break;
            case PairVerdict.Part:
                // First the decision: from then on nobody takes over what is not on both.
                if (await Decide(static serving => serving with { State = ShardSync.Apart }))
                    await _pair.PartAsync();
                break;
            case PairVerdict.InStep or PairVerdict.Meet:
                if (await _pair.MeetAsync() && await Decide(static serving => serving with { State = ShardSync.Synced }))
                    _alarm = null;
                break;
            case PairVerdict.Unite:
                await UniteAsync();
                break;
            case PairVerdict.Page:
                Raise("A server is away, and the other is away too or may lack what it acked: no take-over. Bring it back; the rest is done by itself.");
                break;
            default:
                await EnsureGates();
                break;
        }
    }

    /// <summary>Once for each decision: its maker may have ended before it opened the gates.</summary>
    private async Task EnsureGates()
    {
        var serving = _shard.Serving;
        if (serving.State is ShardSync.Solo or ShardSync.Rejoining)
        {
            await EnsureAlone(serving);
            return;
        }
        if (serving.State == ShardSync.Apart)
            await EnsureApart();
        var isServed = (!serving.Uses(ShardSide.A) || _a.View.Serves) && (!serving.Uses(ShardSide.B) || _b.View.Serves);
        if (_gatesEnsured == serving.Epoch || !isServed)
            return;
        await _pair.EnsureGatesAsync(serving);
        _gatesEnsured = serving.Epoch;
    }

    /// <summary>Who decided that they are apart may have ended before the commits that wait were let go.</summary>
    private async Task EnsureApart()
    {
        foreach (var (side, state) in ((ShardSide, ServerState)[])[(ShardSide.A, _a), (ShardSide.B, _b)])
        {
            if (state is { Answers: true, WaitsForAcks: true })
                await _pair.LetGoAsync(side);
        }
    }

    /// <summary>A take-over that was cut short is brought to its end; a lone server that was restarted serves on, if it lacks nothing.</summary>
    private async Task EnsureAlone(ShardServing serving)
    {
        var survivor = serving.Even;
        var state = survivor == ShardSide.A ? _a : _b;
        if (!state.Answers)
        {
            Raise($"Server {survivor} of shard {_shard.Name}, which serves alone, does not answer: its teams are away. Bring it back; the other may not take over.");
            return;
        }
        if (state.IsReadOnly)
        {
            if (await _pair.HasTakenOverAsync(survivor))
                await _pair.ResumeAloneAsync(survivor);
            else
                Raise($"Server {survivor} of shard {_shard.Name} was restarted before it had applied what it received, and may not serve. Start the other, then call rejoin.");
            return;
        }
        if (_gatesEnsured == serving.Epoch && !state.WaitsForAcks)
            return;
        await _pair.CompleteTakeOverAsync(survivor, serving.Epoch);
        _gatesEnsured = serving.Epoch;
    }

    private async Task UniteAsync()
    {
        var before = await directory.ReadAsync(_shard);
        if (before.State is ShardSync.Solo or ShardSync.Rejoining)
            return;
        await _pair.UniteAsync();
        // Nobody has gone on in the stead of one of them until now; and from now on nobody may decide by what was before.
        if (await directory.DecideAsync(_shard, before, before with { State = ShardSync.Synced }) is null)
            throw new PairException($"somebody else decided about shard {_shard.Name} meanwhile.");
        await _pair.OpenAsync();
        _alarm = null;
    }

    private async Task TakeOverAsync(ShardSide survivor)
    {
        var before = await directory.ReadAsync(_shard);
        if (before.State != ShardSync.Synced)
        {
            throw new PairException(
                $"shard {_shard.Name} is {before.State}: server {survivor} may lack what its peer acked. Bring server {Pair.OtherOf(survivor)} back and rejoin it.");
        }
        await _pair.FenceAsync(survivor);
        if (await directory.DecideAsync(_shard, before, new ShardServing(survivor, survivor, before.Epoch, ShardSync.Solo)) is not { } decided)
        {
            // Whoever decided otherwise has to see both servers as they were.
            await _pair.LiftFenceAsync(survivor);
            throw new PairException($"somebody else decided about shard {_shard.Name} meanwhile.");
        }
        // From here on it is also done by whoever looks next.
        await _pair.CompleteTakeOverAsync(survivor, decided.Epoch);
        _gatesEnsured = decided.Epoch;
        Raise($"Server {Pair.OtherOf(survivor)} of shard {_shard.Name} was given up; {survivor} serves alone. Start the other anew, then call rejoin.");
    }

    private async Task RejoinAsync()
    {
        var before = await directory.ReadAsync(_shard);
        if (before.State is not (ShardSync.Solo or ShardSync.Rejoining))
            throw new PairException($"shard {_shard.Name} is {before.State}; only a server that was given up rejoins.");
        // Before anything is decided, so that a server that cannot come is not said to be coming.
        await _pair.RequireStartedAnewAsync(Pair.OtherOf(before.Even));
        var rejoining = await directory.DecideAsync(_shard, before, before with { State = ShardSync.Rejoining })
            ?? throw new PairException($"somebody else decided about shard {_shard.Name} meanwhile.");
        await _pair.RejoinAsync(Pair.OtherOf(rejoining.Even));
        if (await directory.DecideAsync(_shard, rejoining, rejoining with { State = ShardSync.Synced }) is null)
            throw new PairException($"somebody else decided about shard {_shard.Name} meanwhile.");
        _alarm = null;
    }

    private async Task FailBackAsync()
    {
        foreach (var (parity, home) in ((int, ShardSide)[])[(0, ShardSide.A), (1, ShardSide.B)])
        {
            var before = await directory.ReadAsync(_shard);
            if (before.State != ShardSync.Synced)
                throw new PairException($"shard {_shard.Name} is {before.State}; teams go back when it is synced. Call rejoin first.");
            if ((parity == 0 ? before.Even : before.Odd) == home)
                continue;
            var after = parity == 0 ? before with { Even = home } : before with { Odd = home };
            var held = await _pair.SwitchAsync(parity, home, async () => (await directory.DecideAsync(_shard, before, after))?.Epoch);
            _held = held.TotalMilliseconds;
        }
    }

    private async Task<bool> Decide(Func<ShardServing, ShardServing> change)
    {
        var before = _shard.Serving;
        return await directory.DecideAsync(_shard, before, change(before)) is not null;
    }

    private async Task<PairStatus> Command(string refusal, Func<Task> work)
    {
        await _turn.WaitAsync();
        try
        {
            await work();
        }
        catch (PairException e)
        {
            throw new ChatException(refusal, e.Message);
        }
        catch (PairServerException e)
        {
            LogServerFailed(e, _shard.Name);
            throw new ChatException(ErrorCodes.ServiceUnavailable, $"Shard {_shard.Name}: {e.Message}");
        }
        finally
        {
            _turn.Release();
        }
        return await GetStatus();
    }

    private void Raise(string alarm)
    {
        // Said once, however often it is seen.
        if (_alarm == alarm)
            return;
        _alarm = alarm;
        LogAlarm(_shard.Name, alarm);
    }

    private static ShardSide SideOf(string side) => side switch
    {
        "A" => ShardSide.A,
        "B" => ShardSide.B,
        _ => throw new ChatException(ErrorCodes.InvalidArguments, "The survivor is A or B."),
    };

    private static PairServerStatus StatusOf(ServerState state) => new(
        state.Answers, state.View.Serves, state.View.Receives, state.WaitsForAcks, state.SecondsBehind, state.Position.Length == 0 ? null : state.Position);

    [LoggerMessage(LogLevel.Critical, "Shard {Shard}: {Alarm}")]
    private partial void LogAlarm(string shard, string alarm);

    [LoggerMessage(LogLevel.Error, "A server of shard {Shard} failed in a command.")]
    private partial void LogServerFailed(Exception exception, string shard);
}
