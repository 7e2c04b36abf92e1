using Chat.Admin;
using Chat.Channels;
using Chat.Health;
using Chat.Limits;
using Chat.Messages;
using Chat.Operations;
using Chat.Resilience;
using Chat.Rtm;
using Chat.Search;
using Chat.Security;
using Chat.Sessions;
using Chat.SignIn;
using Chat.Sockets;
using Chat.Teams;
using Chat.Unfurling;
using Chat.Users;
using Chat.Browsers;
using Chat.WebApi;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Chat.Gateway;

/// <summary>
/// The edge as parts of a host: of a gateway process (with <see cref="Clustering.ClusterClient"/>) or of the embedded silo. The host gives the
/// <see cref="IGrainFactory"/>.
/// </summary>
public static class GatewayHosting
{
    private const int MaxHeaderBytes = 32 * 1024;

    /// <summary>Of a GET: its arguments stand in it.</summary>
    private const int MaxRequestLineBytes = 64 * 1024;

    /// <summary>What Kestrel takes beyond our own bound, so that the answer to a body that is too large is ours.</summary>
    private const int BodySlack = 64 * 1024;

    private static readonly TimeSpan RequestHeadersTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KeepAliveTimeout = TimeSpan.FromSeconds(130);

    public static IServiceCollection AddChatGateway(this IServiceCollection services, IConfiguration configuration)
    {
        AddOptions<GatewayOptions>(services, configuration, GatewayOptions.Section);
        AddOptions<LimitOptions>(services, configuration, LimitOptions.Section);
        AddOptions<GrainCallOptions>(services, configuration, GrainCallOptions.Section);
        AddOptions<SignInOptions>(services, configuration, SignInOptions.Section);
        AddOptions<PreviewOptions>(services, configuration, PreviewOptions.Section);
        AddOptions<WebOptions>(services, configuration, WebOptions.Section);
        AddOptions<OperatorOptions>(services, configuration, OperatorOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<GrainCalls>();
        services.AddSingleton<ChatGrains>();
        services.AddSingleton<TeamContents>();
        services.AddSingleton<PreviewLimits>();
        services.AddSingleton<Previews>();
        services.AddSingleton<PreviewFrames>();
        AddWebApi(services);
        services.AddSingleton<PasswordHasher>();
        services.AddSingleton<SignInLimits>();
        services.AddSingleton<PasswordSignIn>();
        services.AddSingleton<SignInApi>();
        services.AddSingleton<InvitationsApi>();
        OperationsHosting.Add(services, configuration);
        AdminApi.Add(services);
        WebHosting.Add(services);
        CrossOrigin.Add(services);
        services.AddSockets();
        services.AddSessions(configuration);
        ConfigureHost(services);
        return services;
    }

    public static WebApplication MapChatGateway(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value;
        if (options.TrustForwardedHeaders)
            app.UseForwardedHeaders();
        SecurityHeaders.Use(app);
        CrossOrigin.Use(app);
        app.UseRateLimiter();
        HealthApi.Map(app);
        CrossOrigin.Open(app.MapPost("/api/signin", (RequestDelegate)app.Services.GetRequiredService<SignInApi>().Handle), options);
        CrossOrigin.Open(app.MapMethods("/api/{method}", WebApiEndpoint.Verbs, (RequestDelegate)app.Services.GetRequiredService<WebApiEndpoint>().Handle), options);
        AdminApi.Map(app);
        WebHosting.Map(app);
        InvitationsApi.Map(app);
        app.MapSockets();
        return app;
    }

    private static void AddOptions<T>(IServiceCollection services, IConfiguration configuration, string section)
        where T : class =>
        services.AddOptions<T>().Bind(configuration.GetSection(section)).ValidateDataAnnotations().ValidateOnStart();

    private static void AddWebApi(IServiceCollection services)
    {
        services.AddSingleton<Authenticator>();
        services.AddSingleton<ApiMetrics>();
        services.AddSingleton<LimitMetrics>();
        services.AddSingleton<RequestLimits>();
        services.AddAddressLimit();
        services.AddSingleton<MethodTable>();
        services.AddSingleton<WebApiEndpoint>();
        services.AddSingleton<IMethodGroup, AuthApi>();
        services.AddSingleton<IMethodGroup, RtmApi>();
        services.AddSingleton<IMethodGroup, ConversationsApi>();
        services.AddSingleton<IMethodGroup, MembershipApi>();
        services.AddSingleton<IMethodGroup, DirectApi>();
        services.AddSingleton<IMethodGroup, CountsApi>();
        services.AddSingleton<IMethodGroup, HistoryApi>();
        services.AddSingleton<IMethodGroup, ChatApi>();
        services.AddSingleton<IMethodGroup, ReactionsApi>();
        services.AddSingleton<IMethodGroup, UnfurlApi>();
        services.AddSingleton<IMethodGroup, UsersApi>();
        services.AddSingleton<IMethodGroup, ProfileApi>();
        services.AddSingleton<IMethodGroup, PresenceApi>();
        services.AddSingleton<IMethodGroup, DndApi>();
        services.AddSingleton<IMethodGroup, TeamApi>();
        services.AddSingleton<IMethodGroup, SearchApi>();
    }

    private static void ConfigureHost(IServiceCollection services)
    {
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<GatewayOptions>>((kestrel, gateway) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ConfigureEndpointDefaults(listen => listen.UseSockets());
            kestrel.UseSocketsBehindTls();
            kestrel.Limits.MaxRequestBodySize = gateway.Value.MaxBodyBytes + BodySlack;
            kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
            kestrel.Limits.MaxRequestLineSize = MaxRequestLineBytes;
            kestrel.Limits.RequestHeadersTimeout = RequestHeadersTimeout;
            kestrel.Limits.KeepAliveTimeout = KeepAliveTimeout;
        });
        services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            // One hop, whoever it is: TrustForwardedHeaders says that every request passes our proxy.
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            forwarded.KnownIPNetworks.Clear();
            forwarded.KnownProxies.Clear();
        });
    }
}
