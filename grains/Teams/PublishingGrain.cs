using Chat.Errors;
using Chat.Sharding;
using Microsoft.Extensions.DependencyInjection;
using Orleans;

namespace Chat.Teams;

/// <summary>
/// A grain that writes through its team's grain. It claims its name when it activates; its changes leave in the order in which they were
/// published, one batch under way, whatever arrived meanwhile being the next. After a lost claim or a write of unknown outcome it deactivates:
/// its state is then not known to be true.
/// </summary>
public abstract class PublishingGrain : Grain
{
    private readonly ChangeQueue _changes;
    private ITeamWriter _writer = null!;
    private WriterClaim _claim = null!;
    private bool _lost;

    protected PublishingGrain() => _changes = new ChangeQueue(changes => _writer.Publish(_claim, changes), exception => Lose(exception));

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
        ServiceProvider.GetRequiredService<TeamHomes>().Enter(GrainContext, Team);
    }

    /// <summary>Reads the state that the claim protects. Throw <see cref="ChatException"/> when there is nothing.</summary>
    protected abstract Task Load();

    /// <summary>Commits a change; answers when it is durable and broadcast, or a duplicate. A refused row becomes <paramref name="refusal"/>.</summary>
    protected async Task<ChangeResult> Publish(Change change, string refusal = ErrorCodes.InternalError)
    {
        RequireWriter();
        var result = await _changes.Add(change);
        return result.Outcome switch
        {
            CommitOutcome.Committed or CommitOutcome.Duplicate => result,
            CommitOutcome.Refused => throw Lose(new ChatException(refusal)),
            _ => throw Lose(new ChatException(ErrorCodes.ServiceUnavailable)),
        };
    }

    /// <summary>Completes when nothing that was published before is still under way: what is read from the database then includes it.</summary>
    protected Task Drain() => _changes.Drain();

    protected void RequireWriter()
    {
        if (_lost)
            throw new WriterLostException();
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
