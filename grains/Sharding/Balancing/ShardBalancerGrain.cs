using Chat.Errors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Chat.Sharding.Balancing;

/// <summary>
/// Owns: how long each shard has been above its mark, and what should be done about it. Persists: what it begins, as moves in the directory. Calls: the grains
/// that move teams; asks the silos, the directory and the shards. One thing is done at a time, a look or a split.
/// </summary>
internal sealed partial class ShardBalancerGrain(
    ShardMap map, BalanceView view, ShardDrain drain, ShardSplit split, ShardStateStore states, IOptions<BalancingOptions> options, TimeProvider time,
    ILogger<ShardBalancerGrain> logger) : Grain, IShardBalancerGrain
{
    public const long Key = 0;

    /// <summary>Of the looks at draining shards, which ask one question if there are none.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Balance _balance = new(options.Value.Sustained);
    private readonly HashSet<string> _told = [];
    private BalanceReport _report = new(options.Value.Automatic, null, null, []);
    private long? _looked;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var period = options.Value.LookEvery < Period ? options.Value.LookEvery : Period;
        if (map.IsSharded)
            this.RegisterGrainTimer(Look, new() { DueTime = period, Period = period, Interleave = false, KeepAlive = true });
        return Task.CompletedTask;
    }

    public Task Watch() => Task.CompletedTask;

    public Task<BalanceReport> GetReport() => Task.FromResult(_report);

    public Task<MoveStatus[]> Split(string shard, string[] targets) => split.SplitAsync(shard, targets);

    private async Task Look(CancellationToken cancellation)
    {
        await TryAsync(drain.LookAsync);
        if (_looked is { } last && time.GetElapsedTime(last) < options.Value.LookEvery)
            return;
        _looked = time.GetTimestamp();
        await TryAsync(BalanceAsync);
    }

    /// <summary>One that fails takes the other not with it: what is away is told by the report.</summary>
    private async Task TryAsync(Func<Task> look)
    {
        try
        {
            await look();
        }
        catch (Exception e) when (e is ChatException { Code: ErrorCodes.ServiceUnavailable } or TimeoutException or OrleansException)
        {
            // A database is away, which is logged there, or the cluster changes; the next look begins anew.
            LogUnseen(e.Message);
        }
    }

    private async Task BalanceAsync()
    {
        var picture = await view.TakeAsync();
        var now = TimeSpan.FromTicks(time.GetTimestamp() * TimeSpan.TicksPerSecond / time.TimestampFrequency);
        var plans = _balance.Look(now, picture);
        foreach (var shard in picture.Shards)
            await states.SaveLoadAsync(shard.Name, shard.Load.Writes, shard.Load.Bytes > 0 ? (long)shard.Load.Bytes : null);
        if (options.Value.Automatic == BalancingOptions.Off)
            plans = [];
        var proposals = plans.Select(plan => Describe(plan, picture, now)).ToArray();
        _report = new(options.Value.Automatic, time.GetUtcNow().ToUnixTimeMilliseconds(), picture.Fault, proposals);
        _told.IntersectWith(plans.Select(static plan => plan.Shard));
        foreach (var plan in plans)
            await ActAsync(plan);
    }

    private async Task ActAsync(BalancePlan plan)
    {
        var isNew = _told.Add(plan.Shard);
        if (plan.Moves.Count == 0)
        {
            if (isNew)
                LogHelpless(plan.Shard, plan.Reason!);
            return;
        }
        var moves = string.Join(", ", plan.Moves.Select(static move => $"{move.Team} to {move.Target}"));
        if (options.Value.Automatic == BalancingOptions.Propose)
        {
            if (isNew)
                LogProposed(plan.Shard, moves);
            return;
        }
        LogMoving(plan.Shard, moves);
        await Task.WhenAll(plan.Moves.Select(StartAsync));
    }

    private async Task StartAsync(PlannedMove move)
    {
        try
        {
            await GrainFactory.GetGrain<ITeamMoveGrain>(GrainKeys.For(move.Team)).Start(move.Target);
        }
        catch (ChatException e)
        {
            // It was moved, or its target drained, meanwhile; what that means the next look sees.
            LogNotBegun(move.Team, move.Target, e.Code);
        }
    }

    private ShardProposal Describe(BalancePlan plan, BalancePicture picture, TimeSpan now)
    {
        var shard = picture.Shards.First(s => s.Name == plan.Shard);
        return new ShardProposal(
            shard.Name, shard.Load.Writes, shard.Mark.Writes, shard.Load.Bytes > 0 ? (long)shard.Load.Bytes : null,
            double.IsInfinity(shard.Mark.Bytes) ? null : (long)shard.Mark.Bytes, _balance.HotFor(shard.Name, now).TotalSeconds,
            [.. plan.Moves.Select(static move => new ProposedMove(move.Team, move.Target, move.Load.Writes))], plan.Reason);
    }

    [LoggerMessage(LogLevel.Debug, "Shards could not be looked at: {Reason}")]
    private partial void LogUnseen(string reason);

    [LoggerMessage(LogLevel.Warning, "Shard {Shard} is above its mark, and it would help to move {Moves}. Chat:Sharding:Automatic=on would do so.")]
    private partial void LogProposed(string shard, string moves);

    [LoggerMessage(LogLevel.Information, "Shard {Shard} is above its mark: moving {Moves}.")]
    private partial void LogMoving(string shard, string moves);

    [LoggerMessage(LogLevel.Warning, "Shard {Shard} is above its mark, and no move helps: {Reason}.")]
    private partial void LogHelpless(string shard, string reason);

    [LoggerMessage(LogLevel.Warning, "Team {Team} does not move to shard {Target} now: {Code}.")]
    private partial void LogNotBegun(TeamId team, string target, string code);
}
