using Chat.Sharding.Balancing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;

namespace Chat.Sharding.Overview;

public static class OverviewHosting
{
    /// <summary>What lets operators see shards and teams, and moves teams from one to another. On every silo, because each places grains.</summary>
    public static IServiceCollection AddShardOverview(this IServiceCollection services)
    {
        services.AddPlacementDirector<SiloPlacement, SiloPlacementDirector>();
        services.AddSingleton<ClusterLoad>();
        services.AddSingleton<ShardDirectory>();
        services.AddSingleton<ShardSizes>();
        services.AddSingleton<BalanceView>();
        services.AddSingleton<ShardDrain>();
        services.AddSingleton<ShardSplit>();
        return services;
    }
}
