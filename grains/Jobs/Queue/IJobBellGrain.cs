using Orleans.Concurrency;

namespace Chat.Jobs;

/// <summary>
/// Where the reader of a shard's jobs is: those who write jobs on other silos ring here. Key: the shard's name. Keeps nothing that is not told again within
/// seconds; a ring that is lost costs a poll period.
/// </summary>
[Alias("IJobBellGrain")]
internal interface IJobBellGrain : IGrainWithStringKey
{
    /// <summary>The reader is here now; told again every few seconds.</summary>
    [Alias("Listen")]
    Task Listen(IJobBellListener listener);

    [Alias("Ring"), OneWay]
    Task Ring(DueTeam[] teams);
}

[Alias("IJobBellListener")]
internal interface IJobBellListener : IGrainObserver
{
    [Alias("Rung"), OneWay]
    Task Rung(DueTeam[] teams);
}

/// <summary>There is a new job of this kind.</summary>
[GenerateSerializer, Immutable, Alias("DueTeam")]
internal sealed record DueTeam([property: Id(0)] TeamId Team, [property: Id(1)] string Kind);

/// <summary>Owns: where a shard's jobs are read. Persists: nothing. Calls: the reader.</summary>
internal sealed class JobBellGrain : Grain, IJobBellGrain
{
    private IJobBellListener? _listener;

    public Task Listen(IJobBellListener listener)
    {
        _listener = listener;
        return Task.CompletedTask;
    }

    public Task Ring(DueTeam[] teams) => _listener?.Rung(teams) ?? Task.CompletedTask;
}
