using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Polly;

namespace Chat.Unfurling;

public static class UnfurlingHosting
{
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan ConnectionAge = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(5);
    private const int MaxHeaderKilobytes = 64;

    /// <summary>What <see cref="PreviewGrain"/> needs beside its options, and the sweep of what it stored.</summary>
    public static IServiceCollection AddUnfurling(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<UnfurlingOptions>, UnfurlingOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IHostResolver, SystemHostResolver>();
        services.AddMetrics();
        services.AddSingleton<UnfurlingMetrics>();
        services.AddSingleton<OwnAddresses>();
        services.AddSingleton(provider => new AddressRules(
            provider.GetRequiredService<IOptions<UnfurlingOptions>>(), provider.GetRequiredService<OwnAddresses>().Get));
        services.AddSingleton<GuardedConnector>();
        services.AddSingleton<PagePolicy>();
        services.AddSingleton<LookGate>();
        services.AddSingleton<PageFetcher>();
        services.AddSingleton<PageLook>();
        services.AddHostedService<PreviewKeeper>();
        var client = services.AddHttpClient(PageFetcher.ClientName, http => http.Timeout = Timeout.InfiniteTimeSpan);
        // Their lines would name the links that people write, and so would the retry's.
        client.RemoveAllLoggers();
        client.SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        client.ConfigurePrimaryHttpMessageHandler(provider => Handler(provider.GetRequiredService<GuardedConnector>()));
        client.AddResilienceHandler("retry", pipeline => pipeline.ConfigureTelemetry(NullLoggerFactory.Instance).AddRetry(RetryBudget.Strategy));
        return services;
    }

    /// <summary>Nothing of this process goes out with a request: no proxy of its environment, no cookies, credentials or trace.</summary>
    private static SocketsHttpHandler Handler(GuardedConnector connector) => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = System.Net.DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        Credentials = null,
        PreAuthenticate = false,
        MaxResponseHeadersLength = MaxHeaderKilobytes,
        MaxResponseDrainSize = 0,
        ConnectTimeout = ConnectTime,
        PooledConnectionLifetime = ConnectionAge,
        PooledConnectionIdleTimeout = IdleTime,
        ConnectCallback = (context, cancellationToken) => connector.Connect(context.DnsEndPoint, cancellationToken),
        SslOptions =
        {
            // A certificate may name an address from which the missing ones are to be fetched, and where its revocation is told: those nobody has judged.
            CertificateChainPolicy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck },
        },
    };
}
