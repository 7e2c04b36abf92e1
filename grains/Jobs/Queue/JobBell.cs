namespace Chat.Jobs;

/// <summary>Tells the reader of one shard for which teams there is something new. What rings while nobody waits is kept. Thread-safe.</summary>
internal sealed class JobBell(string shard) : IJobBellListener
{
    private readonly Lock _lock = new();
    private HashSet<(TeamId Team, string Kind)> _rung = [];
    private TaskCompletionSource _ring = NewRing();

    public string Shard => shard;

    /// <summary>When the reader told its whereabouts last; a timestamp of the time provider.</summary>
    public long Announced { get; set; }

    /// <summary>How this silo is known to the others while it reads the shard; made when it is first announced.</summary>
    public IJobBellListener? Reference { get; set; }

    public Task Rung(DueTeam[] teams)
    {
        foreach (var team in teams)
            Ring(team.Team, team.Kind);
        return Task.CompletedTask;
    }

    public void Ring(TeamId team, string kind)
    {
        lock (_lock)
        {
            _rung.Add((team, kind));
            _ring.TrySetResult();
        }
    }

    /// <summary>What has rung since the last wait; empty when nothing did in time.</summary>
    public async Task<IReadOnlyCollection<(TeamId Team, string Kind)>> WaitAsync(TimeSpan time, TimeProvider clock, CancellationToken cancellation)
    {
        Task ring;
        lock (_lock)
            ring = _ring.Task;
        try
        {
            if (time > TimeSpan.Zero)
                await ring.WaitAsync(time, clock, cancellation);
        }
        catch (TimeoutException)
        {
            // Nothing rang.
        }
        lock (_lock)
        {
            if (_rung.Count == 0)
                return [];
            (var rung, _rung) = (_rung, []);
            _ring = NewRing();
            return rung;
        }
    }

    /// <summary>Continuations run elsewhere: whoever rings has other things to do.</summary>
    private static TaskCompletionSource NewRing() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
