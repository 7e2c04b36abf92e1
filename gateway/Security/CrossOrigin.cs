using Chat.Gateway;
using Microsoft.Extensions.Options;

namespace Chat.Security;

/// <summary>
/// Pages of other origins: by default none may read an answer. Those of <see cref="GatewayOptions.AllowedOrigins"/> may call the Web API with a token of their own;
/// never with cookies, and nothing else of the server.
/// </summary>
internal static class CrossOrigin
{
    private const string Policy = "web-api";

    /// <summary>How long a browser may remember what it was allowed.</summary>
    private static readonly TimeSpan PreflightAge = TimeSpan.FromMinutes(10);

    public static void Add(IServiceCollection services)
    {
        services.AddCors();
        services.AddOptions<Microsoft.AspNetCore.Cors.Infrastructure.CorsOptions>().Configure<IOptions<GatewayOptions>>((cors, gateway) =>
            cors.AddPolicy(Policy, policy => policy
                .WithOrigins(gateway.Value.AllowedOrigins ?? [])
                .WithMethods(HttpMethods.Get, HttpMethods.Post)
                // Not X-Chat-Web: it is what makes a cookie count.
                .WithHeaders("Authorization", "Content-Type")
                .WithExposedHeaders("Retry-After", "X-Slack-Req-Id", "X-OAuth-Scopes", "X-Accepted-OAuth-Scopes")
                .DisallowCredentials()
                .SetPreflightMaxAge(PreflightAge)));
    }

    /// <summary>Before what answers.</summary>
    public static void Use(WebApplication app) => app.UseCors();

    public static void Open(IEndpointConventionBuilder webApi, GatewayOptions options)
    {
        if (options.AllowedOrigins is { Length: > 0 })
            webApi.RequireCors(Policy);
    }
}
