using Chat.Auditing;
using Chat.Channels;
using Chat.Jobs;
using Chat.Retention;
using Chat.Search;
using Chat.Sharding;
using Chat.Sharding.Balancing;
using Chat.Sharding.Comparing;
using Chat.Sharding.Moving;
using Chat.Sharding.Pairs;
using Chat.Teams;
using Chat.Transfer;
using Chat.Transfer.Exporting;
using Chat.Unfurling;
using Microsoft.Extensions.Options;
using Orleans.Serialization;

namespace Chat.Silo;

/// <summary>What every silo needs, embedded or not.</summary>
internal static class GrainHosting
{
    /// <summary>Above the time in which all sockets are closed and grains have written what they hold.</summary>
    internal static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(60);

    public static IServiceCollection AddChatGrains(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddChatStorage(configuration);
        services.AddJobs();
        services.AddTransfer();
        services.AddOptions<TransferOptions>().Bind(configuration.GetSection(TransferOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<TeamOptions>().Bind(configuration.GetSection(TeamOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<MoveOptions>().Bind(configuration.GetSection(MoveOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<BalancingOptions>().Bind(configuration.GetSection(BalancingOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ComparingOptions>().Bind(configuration.GetSection(ComparingOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<JobOptions>().Bind(configuration.GetSection(JobOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<PairOptions>().Bind(configuration.GetSection(PairOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<UnfurlingOptions>().Bind(configuration.GetSection(UnfurlingOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddUnfurling();
        services.AddOptions<ChannelOptions>().Bind(configuration.GetSection(ChannelOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ExportOptions>().Bind(configuration.GetSection(ExportOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddExports();
        services.AddOptions<SearchOptions>().Bind(configuration.GetSection(SearchOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSearch();
        services.AddOptions<AuditOptions>().Bind(configuration.GetSection(AuditOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddAuditing();
        services.AddOptions<RetentionOptions>().Bind(configuration.GetSection(RetentionOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddRetention();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        // A database's own exception reaches a remote caller as itself and not as "no codec".
        services.Configure<ExceptionSerializationOptions>(options =>
        {
            options.SupportedNamespacePrefixes.Add("MySqlConnector");
            options.SupportedNamespacePrefixes.Add("Microsoft.Data.Sqlite");
        });
        return services;
    }
}
