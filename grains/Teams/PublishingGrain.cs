using Chat.Errors;
using Chat.Sharding;
using Orleans;

namespace Chat.Teams;

/// <summary>
/// A grain that writes through its team's grain. It claims its name when it activates; its changes leave in the order in which they were
/// published, one batch under way, whatever arrived meanwhile being the next. After a lost claim or a write of unknown outcome it deactivates:
/// its state is then not known to be true.
/// </summary>
public abstract class PublishingGrain : Grain
{
    private readonly List<Pending> _pending = [];
    private ITeamWriter _writer = null!;
    private WriterClaim _claim = null!;
    private TaskCompletionSource? _idle;
    private bool _running;
    private bool _lost;

    private sealed record Pending(Change Change, TaskCompletionSource<ChangeResult> Done);

    /// <summary>What this grain is the one writer of, such as <c>channel:T…/C…</c>.</summary>
    protected abstract string WriterName { get; }

    protected TeamId Team { get; private set; }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        Team = GrainKeys.TeamOf(key);
        _writer = GrainFactory.GetGrain<ITeamWriter>(GrainKeys.For(Team));
        // Before the state is read: a former activation that still writes is refused from here on.
        _claim = await _writer.Claim(WriterName);
        await Load();
    }

    /// <summary>Reads the state that the claim protects. Throw <see cref="ChatException"/> when there is nothing.</summary>
    protected abstract Task Load();

    /// <summary>Commits a change; answers when it is durable and broadcast, or a duplicate. A refused row becomes <paramref name="refusal"/>.</summary>
    protected async Task<ChangeResult> Publish(Change change, string refusal = ErrorCodes.InternalError)
    {
        RequireWriter();
        var pending = new Pending(change, new TaskCompletionSource<ChangeResult>(TaskCreationOptions.RunContinuationsAsynchronously));
        _pending.Add(pending);
        if (!_running)
        {
            _running = true;
            _ = Pump();
        }
        var result = await pending.Done.Task;
        return result.Outcome switch
        {
            CommitOutcome.Committed or CommitOutcome.Duplicate => result,
            CommitOutcome.Refused => throw Lose(new ChatException(refusal)),
            _ => throw Lose(new ChatException(ErrorCodes.ServiceUnavailable)),
        };
    }

    /// <summary>Completes when nothing that was published before is still under way: what is read from the database then includes it.</summary>
    protected Task Drain() => _running ? (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task : Task.CompletedTask;

    protected void RequireWriter()
    {
        if (_lost)
            throw new WriterLostException();
    }

    private async Task Pump()
    {
        try
        {
            while (_pending.Count > 0)
            {
                var batch = _pending.ToArray();
                _pending.Clear();
                try
                {
                    var results = await _writer.Publish(_claim, [.. batch.Select(pending => pending.Change)]);
                    for (var i = 0; i < batch.Length; i++)
                        batch[i].Done.SetResult(results[i]);
                }
                catch (Exception exception)
                {
                    Lose(exception);
                    foreach (var pending in batch.Concat(_pending))
                        pending.Done.TrySetException(exception);
                    _pending.Clear();
                }
            }
        }
        finally
        {
            _running = false;
            _idle?.SetResult();
            _idle = null;
        }
    }

    /// <summary>State may have run ahead of the database: the next activation reads it anew.</summary>
    private Exception Lose(Exception exception)
    {
        if (!_lost)
        {
            _lost = true;
            DeactivateOnIdle();
        }
        return exception;
    }
}
