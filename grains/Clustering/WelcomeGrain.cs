using Chat.Sharding;
using Orleans.Concurrency;
using Orleans.GrainDirectory;

namespace Chat.Clustering;

/// <summary>Owns, persists and calls nothing.</summary>
[StatelessWorker, GrainDirectory(WorkerDirectory.Name)]
internal sealed class WelcomeGrain : Grain, IWelcomeGrain
{
    public Task Greet() => Task.CompletedTask;
}
