using Microsoft.Extensions.DependencyInjection;
using Orleans.GrainDirectory;
using Orleans.Runtime;
using Orleans.Runtime.Hosting;

namespace Chat.Sharding;

/// <summary>
/// The grain directory of stateless workers. These run wherever they are asked and are never entered anywhere, but Orleans looks each one up before it
/// places it, and in the cluster's own directory the silo that would keep the entry may be dead without being known to be: for as long as the directory
/// database is away nobody can be declared dead. Here there is nothing to find, so that a worker answers whichever silo is gone.
/// </summary>
internal sealed class WorkerDirectory : IGrainDirectory
{
    /// <summary>For <see cref="GrainDirectoryAttribute"/>.</summary>
    public const string Name = "workers";

    public static void AddTo(IServiceCollection services) => services.AddGrainDirectory(Name, static (_, _) => new WorkerDirectory());

    public Task<GrainAddress?> Lookup(GrainId grainId) => Task.FromResult<GrainAddress?>(null);

    /// <summary>Orleans enters no stateless worker; whoever does gets what was asked for.</summary>
    public Task<GrainAddress?> Register(GrainAddress address) => Task.FromResult<GrainAddress?>(address);

    public Task<GrainAddress?> Register(GrainAddress address, GrainAddress? previousAddress) => Register(address);

    public Task Unregister(GrainAddress address) => Task.CompletedTask;

    public Task UnregisterSilos(List<SiloAddress> siloAddresses) => Task.CompletedTask;
}
