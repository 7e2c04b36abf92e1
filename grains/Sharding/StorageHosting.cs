using Chat.Auditing;
using Chat.Channels;
using Chat.Messages;
using Chat.Retention;
using Chat.Search;
using Chat.Sessions;
using Chat.Sharding.Balancing;
using Chat.Sharding.Comparing;
using Chat.Sharding.Moving;
using Chat.Sharding.Pairs;
using Chat.Teams;
using Chat.Transfer;
using Chat.Users;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Chat.Sharding;

public static class StorageHosting
{
    /// <summary>
    /// Registers the stores, the shard map and the shard log, configured by <see cref="StorageOptions.Section"/>. The log writes what waits when the
    /// container is disposed, which is after the silo has stopped. Call <see cref="StorageStartup.MigrateAsync"/> before the silo starts.
    /// </summary>
    public static IServiceCollection AddChatStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StorageOptions>().Bind(configuration.GetSection(StorageOptions.Section))
            .Configure(options => configuration.GetSection(StorageOptions.ShardsSection).Bind(options.Shards))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        WorkerDirectory.AddTo(services);
        services.AddSingleton<ShardMap>();
        services.AddHostedService<ShardMapKeeper>();
        services.AddSingleton<ServingStore>();
        services.AddSingleton<MoveStore>();
        services.AddSingleton<MoveSlots>();
        services.AddSingleton<ShardStateStore>();
        services.AddSingleton<BalanceStore>();
        services.AddSingleton<TeamSizes>();
        services.AddTransient<TeamMover>();
        services.AddSingleton<ComparisonStore>();
        services.AddSingleton<AuditStore>();
        services.AddTransient<ShardComparer>();
        services.AddSingleton<Migrator>();
        services.AddSingleton<ShardLoad>();
        services.AddMetrics();
        services.AddSingleton<ShardMetrics>();
        services.AddSingleton<PairMetrics>();
        // Not with the first team: what alarms watch begins with 0.
        services.AddActivatedSingleton<TeamMetrics>();
        services.AddActivatedSingleton<MessageMetrics>();
        services.AddSingleton<ShardLog>();
        services.AddSingleton<IShardLog>(static provider => provider.GetRequiredService<ShardLog>());
        services.AddSingleton<TeamDirectory>();
        services.AddSingleton<TeamOwnerStore>();
        services.AddSingleton<EventStore>();
        services.AddSingleton<MessageStore>();
        services.AddSingleton<ExpiredStore>();
        services.AddSingleton<RetentionStore>();
        services.AddSingleton<ChannelStore>();
        services.AddSingleton<UserStore>();
        services.AddSingleton<SessionPositionStore>();
        services.AddSingleton<TransferFileStore>();
        services.AddSingleton<ImportStore>();
        services.AddSingleton<SearchStore>();
        services.AddSingleton<SearchIndexStore>();
        return services;
    }

    /// <summary>
    /// On every silo of a cluster: shards are watched, pairs steered and compared, moves that somebody left are made, and shards are drained and balanced.
    /// </summary>
    public static IServiceCollection AddShardKeepers(this IServiceCollection services) =>
        services.AddShardWatch().AddHostedService<PairKeeper>().AddHostedService<MoveKeeper>().AddHostedService<BalancerKeeper>();

    internal static IServiceCollection AddShardWatch(this IServiceCollection services) =>
        services.AddSingleton<ShardWatch>().AddHostedService(static provider => provider.GetRequiredService<ShardWatch>());
}
