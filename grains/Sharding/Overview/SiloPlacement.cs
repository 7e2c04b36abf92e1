using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace Chat.Sharding.Overview;

/// <summary>Puts a grain on the silo that its key names.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SiloPlacementAttribute : PlacementAttribute
{
    public SiloPlacementAttribute()
        : base(SiloPlacement.Instance)
    {
    }
}

[GenerateSerializer, Immutable, Alias("SiloPlacement")]
public sealed class SiloPlacement : PlacementStrategy
{
    internal static readonly SiloPlacement Instance = new();
}

internal sealed class SiloPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var wanted = SiloAddress.FromParsableString(target.GrainIdentity.Key.ToString()!);
        foreach (var silo in context.GetCompatibleSilos(target))
        {
            if (silo.Equals(wanted))
                return Task.FromResult(silo);
        }
        throw new SiloUnavailableException($"Silo {wanted} has left.");
    }
}
