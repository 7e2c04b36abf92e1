using Chat.Sockets;

namespace Chat.Sessions;

internal static class SessionHosting
{
    public static IServiceCollection AddSessions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SessionOptions>().Bind(configuration.GetSection(SessionOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<GatewayIdentity>();
        services.AddSingleton<SessionMetrics>();
        services.AddSingleton<ReplayPages>();
        services.AddSingleton<TeamFeeds>();
        services.AddSingleton<FrameHandler>();
        services.AddSingleton<ISocketEndpoint, RtmEndpoint>();
        services.AddSingleton<FeedKeeper>();
        services.AddHostedService(provider => provider.GetRequiredService<FeedKeeper>());
        return services;
    }
}
