using Chat.Operations;
using Chat.Resilience;
using Chat.Sessions;
using Chat.Telemetry;
using Microsoft.Extensions.Options;
using MySqlConnector;
using Orleans.Configuration;
using Orleans.Serialization;

namespace Chat.Clustering;

/// <summary>Makes a gateway process an Orleans client of the silos that the directory database names.</summary>
public static class ClusterClient
{
    private const string Invariant = "MySql.Data.MySqlConnector";

    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(5);

    /// <summary>A silo that froze is used until the list no longer has it, also for teams that live elsewhere: this adds to its detection.</summary>
    private static readonly TimeSpan GatewayListRefreshPeriod = TimeSpan.FromSeconds(1);

    /// <exception cref="InvalidOperationException">The directory's connection string is missing.</exception>
    public static void AddChatClusterClient(this IHostApplicationBuilder builder)
    {
        var cluster = builder.Configuration.GetSection(ClusterClientOptions.Section).Get<ClusterClientOptions>() ?? new ClusterClientOptions();
        var directory = builder.Configuration[ClusterClientOptions.DirectoryKey];
        if (string.IsNullOrWhiteSpace(directory))
        {
            throw new InvalidOperationException(
                $"{ClusterClientOptions.DirectoryKey} is not set: a gateway needs the connection string of the directory database to find its silos.");
        }
        builder.Services.AddOptions<ClusterClientOptions>().BindConfiguration(ClusterClientOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<ConnectionRetry>();
        builder.UseOrleansClient(client =>
        {
            client.Configure<Orleans.Configuration.ClusterOptions>(o =>
            {
                o.ClusterId = cluster.ClusterId;
                o.ServiceId = cluster.ServiceId;
            });
            client.UseAdoNetClustering(o =>
            {
                o.Invariant = Invariant;
                o.ConnectionString = Bounded(directory);
            });
            SiloList.AddTo(client.Services);
            client.Services.AddSingleton<SiloGreeter>();
            client.Services.AddHostedService(static services => services.GetRequiredService<SiloGreeter>());
            client.Configure<ClientMessagingOptions>(o => o.ResponseTimeout = ResponseTimeout);
            client.Configure<GatewayOptions>(o => o.GatewayListRefreshPeriod = GatewayListRefreshPeriod);
            client.Services.Configure<ExceptionSerializationOptions>(o => o.SupportedNamespacePrefixes.Add("MySqlConnector"));
            if (TelemetryHosting.IsCollected(builder.Configuration))
                client.AddActivityPropagation();
            client.UseConnectionRetryFilter<ConnectionRetry>();
            if (Dashboard.IsOn(builder.Configuration))
                Dashboard.AddTo(client);
            // Silos came or went: teams may have a new grain that does not know this gateway yet.
            client.AddGatewayCountChangedHandler(services => (_, change) =>
            {
                services.GetRequiredService<SiloGreeter>().Connected = change.NumberOfConnectedGateways;
                if (change.NumberOfConnectedGateways < change.PreviousNumberOfConnectedGateways)
                    services.GetRequiredService<GrainCalls>().SiloLeft();
                services.GetRequiredService<FeedKeeper>().Hurry();
            });
            client.AddClusterConnectionLostHandler(services => (_, _) => services.GetRequiredService<FeedKeeper>().Hurry());
        });
    }

    /// <summary>
    /// A directory that hangs is given up soon, where the operator gave no bounds: the list of silos is asked for one refresh at a time.
    /// </summary>
    private static string Bounded(string directory)
    {
        var builder = new MySqlConnectionStringBuilder(directory);
        if (!builder.ContainsKey("Connection Timeout"))
            builder.ConnectionTimeout = 3;
        if (!builder.ContainsKey("Default Command Timeout"))
            builder.DefaultCommandTimeout = 5;
        return builder.ConnectionString;
    }
}

/// <summary>Keeps a starting gateway trying until silos are there, or the bound has passed and the process fails.</summary>
internal sealed partial class ConnectionRetry(IOptions<ClusterClientOptions> options, TimeProvider time, ILogger<ConnectionRetry> log)
    : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly long started = time.GetTimestamp();

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        var waited = time.GetElapsedTime(started);
        if (waited >= options.Value.ConnectTimeout)
        {
            // The exception itself ends the host, which logs it.
            GivingUp((int)waited.TotalSeconds);
            return false;
        }
        Waiting((int)waited.TotalSeconds, exception.Message);
        await Task.Delay(Pause, time, cancellationToken);
        return true;
    }
}
