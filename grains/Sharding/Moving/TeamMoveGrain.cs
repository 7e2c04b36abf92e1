using Chat.Errors;
using Chat.Teams;
using Microsoft.Extensions.Logging;

namespace Chat.Sharding.Moving;

/// <summary>
/// Owns: the mover of a team, which works beside it. Persists: the move, in the directory. Lives on the team's silo, whose map of shards it changes at the
/// switch: the team's writer there finds the new shard at once.
/// </summary>
[TeamPlacement]
internal sealed partial class TeamMoveGrain(
    ShardMap map, MoveStore store, TeamMover mover, MoveSlots slots, TimeProvider time, ILogger<TeamMoveGrain> logger) : Grain, ITeamMoveGrain, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private TeamId _team;
    private Task _work = Task.CompletedTask;
    private volatile TeamMove? _move;
    private long _began;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _team = GrainKeys.TeamOf(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _work.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    public void Dispose() => _stop.Dispose();

    public async Task<MoveStatus> Start(string shard)
    {
        if (!map.Shards.TryGetValue(shard, out var target))
            throw new ChatException(ErrorCodes.ShardNotFound, $"There is no shard {shard}. GET /admin/shards lists them.");
        var source = await map.RefreshAsync(_team);
        if (ReferenceEquals(source.Shard, target))
            throw new ChatException(ErrorCodes.InvalidArguments, $"The team lives on shard {shard} already.");
        var move = await store.BeginAsync(_team, source.Name, target.Name);
        if (move.Target != target.Name)
            throw new ChatException(ErrorCodes.MoveUnderWay, $"The team is on its way to shard {move.Target}. Cancel that move, or wait for its end.");
        _move = move;
        await Watch();
        return StatusOf(_move);
    }

    public async Task<MoveStatus?> Get() => _work.IsCompleted || _move is null
        ? await store.FindAsync(_team) is { } move ? StatusOf(move) : null
        : StatusOf(_move);

    public async Task<MoveStatus?> Cancel()
    {
        await store.CancelAsync(_team);
        if (await store.FindAsync(_team) is not { } move)
            return null;
        return move.State is MoveState.Cancelling or MoveState.Cancelled
            ? StatusOf(move)
            : throw new ChatException(ErrorCodes.MoveIsOver, $"The move is {move.State}, and the team lives on one shard. Move it again if that is the wrong one.");
    }

    public Task Watch()
    {
        if (_work.IsCompleted && !_stop.IsCancellationRequested)
            _work = Background.Start(WorkAsync);
        // Collected, it would stop in the middle.
        DelayDeactivation(TimeSpan.FromMinutes(5));
        return Task.CompletedTask;
    }

    private async Task WorkAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (await store.FindAsync(_team) is not { Ended: null } move)
                    return;
                _move = move;
                // One that was begun before goes on at once: its team may be held.
                using var slot = move.State == MoveState.Queued ? await slots.EnterAsync(_stop.Token) : MoveSlot.None;
                // None was free; meanwhile the move may have been cancelled.
                if (slot is null)
                    continue;
                if (await store.ClaimAsync(move) is not { } mine)
                    return;
                _move = mine;
                _began = time.GetTimestamp();
                _move = await mover.RunAsync(mine, move => Progress(move, slot), _stop.Token);
                return;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (MoveLostException)
            {
                // Whoever has it goes on; if that is nobody, the next look finds it.
                return;
            }
            catch (Exception e)
            {
                LogFailed(e, _team);
            }
            await Task.Delay(Pause, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private void Progress(TeamMove move, MoveSlot slot)
    {
        _move = move;
        // It has arrived: what is left takes its time, and troubles nobody.
        if (move.State == MoveState.Clearing)
            slot.Dispose();
    }

    private MoveStatus StatusOf(TeamMove move)
    {
        var seconds = time.GetElapsedTime(_began).TotalSeconds;
        var rate = move.State == MoveState.Running && seconds > 0 ? move.RowsDone / seconds : 0;
        return move.Status(rate);
    }

    [LoggerMessage(LogLevel.Warning, "Moving team {Team} failed; it is taken up again.")]
    private partial void LogFailed(Exception exception, TeamId team);
}
