using System.IO.Hashing;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace Chat.Teams;

/// <summary>Puts all grains of a team on one silo: a call between them then costs microseconds.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TeamPlacementAttribute : PlacementAttribute
{
    public TeamPlacementAttribute()
        : base(TeamPlacement.Instance)
    {
    }
}

[GenerateSerializer, Immutable, Alias("TeamPlacement")]
public sealed class TeamPlacement : PlacementStrategy
{
    internal static readonly TeamPlacement Instance = new();
}

public static class TeamPlacementHosting
{
    /// <summary>On every silo: they must agree where a team lives. Teams move when silos join and leave.</summary>
    public static IServiceCollection AddTeamPlacement(this IServiceCollection services)
    {
        services.AddPlacementDirector<TeamPlacement, TeamPlacementDirector>();
        services.AddSingleton<TeamHomes>();
        services.AddHostedService<Rehoming>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, Leaving>();
        return services;
    }
}

/// <summary>Rendezvous hashing of the key's team over the silos: when one leaves, only its teams move.</summary>
internal sealed class TeamPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silos = context.GetCompatibleSilos(target);
        if (IPlacementDirector.GetPlacementHint(target.RequestContextData, silos) is { } hint)
            return Task.FromResult(hint);
        return Task.FromResult(OwnerOf(GrainKeys.TeamOf(target.GrainIdentity), silos));
    }

    public static SiloAddress OwnerOf(TeamId team, SiloAddress[] silos)
    {
        var best = silos[0];
        ulong bestWeight = 0;
        foreach (var silo in silos)
        {
            var weight = XxHash64.HashToUInt64(Encoding.UTF8.GetBytes($"{team}@{silo.Endpoint}"));
            if (weight >= bestWeight)
            {
                bestWeight = weight;
                best = silo;
            }
        }
        return best;
    }
}
