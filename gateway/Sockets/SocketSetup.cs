using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Chat.Sockets;

/// <summary>
/// How a host serves sockets: <see cref="AddSockets"/> and an <see cref="ISocketEndpoint"/> or more in its services, <see cref="UseSockets"/> on
/// its listening addresses, <see cref="MapSockets"/> among its routes.
/// </summary>
public static class SocketSetup
{
    public static IServiceCollection AddSockets(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddOptions<SocketOptions>().BindConfiguration(SocketOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SocketOptions>, SocketOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SocketMetrics>();
        services.TryAddSingleton<SocketServices>();
        services.TryAddSingleton<SocketRegistry>();
        services.TryAddSingleton<SocketEndpoints>();
        services.TryAddSingleton<SocketDrain>();
        services.AddHostedService(provider => provider.GetRequiredService<SocketDrain>());
        services.TryAddSingleton<SocketHost>();
        services.TryAddSingleton<SocketUpgrade>();
        services.TryAddSingleton<HandshakeWatch>();
        services.TryAddSingleton<SocketKeeper>();
        services.AddHostedService(provider => provider.GetRequiredService<SocketKeeper>());
        services.AddOptions<HostOptions>().PostConfigure<IOptions<SocketOptions>>((host, sockets) =>
        {
            if (host.ShutdownTimeout < SocketDrain.ShutdownTimeout(sockets.Value))
                host.ShutdownTimeout = SocketDrain.ShutdownTimeout(sockets.Value);
        });
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISocketEndpoint, EchoEndpoint>());
        return services;
    }

    /// <summary>
    /// Takes socket requests before HTTP sees them. On an address with TLS, call it after UseHttps; before it, sockets are served by
    /// <see cref="MapSockets"/> alone. (Addresses of Kestrel's own configuration: <see cref="TlsEndpoints"/>.)
    /// </summary>
    public static ListenOptions UseSockets(this ListenOptions listen)
    {
        listen.Use(next => ActivatorUtilities.CreateInstance<SocketMiddleware>(listen.ApplicationServices, next).OnConnectionAsync);
        return listen;
    }

    /// <summary>Serves sockets that are asked for inside HTTP, and answers everything else below their paths with what it should have been.</summary>
    public static void MapSockets(this IEndpointRouteBuilder routes)
    {
        var upgrade = routes.ServiceProvider.GetRequiredService<SocketUpgrade>();
        foreach (var endpoint in routes.ServiceProvider.GetRequiredService<SocketEndpoints>().All)
            routes.Map(endpoint.PathPrefix + "{**rest}", context => upgrade.OnRequestAsync(context, endpoint)).ExcludeFromDescription();
    }
}
