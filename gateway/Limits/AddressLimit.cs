using System.Globalization;
using System.Threading.RateLimiting;
using Chat.Errors;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Chat.Limits;

/// <summary>
/// What one address may ask of a gateway, whatever it asks, before anything is read: ASP.NET Core's rate limiter. Health is not counted. Sockets
/// come past it; their addresses were given out by rtm.connect, which is.
/// </summary>
internal static class AddressLimit
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static IServiceCollection AddAddressLimit(this IServiceCollection services)
    {
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<LimitOptions>>((limiter, limits) =>
        {
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http => RateLimitPartition.GetTokenBucketLimiter(
                ClientAddress.KeyOf(http.Connection.RemoteIpAddress),
                _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = limits.Value.AddressRequestBurst,
                    TokensPerPeriod = limits.Value.AddressRequestsPerSecond,
                    ReplenishmentPeriod = Second,
                    QueueLimit = 0,
                    AutoReplenishment = false,
                }));
            limiter.OnRejected = Refuse;
        });
        return services;
    }

    private static async ValueTask Refuse(OnRejectedContext rejected, CancellationToken cancellationToken)
    {
        rejected.HttpContext.RequestServices.GetRequiredService<LimitMetrics>().Refused("address");
        var response = rejected.HttpContext.Response;
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers.RetryAfter = RetryAfter.Jittered().ToString(CultureInfo.InvariantCulture);
        response.ContentType = "application/json; charset=utf-8";
        await response.WriteAsync($$"""{"ok":false,"error":"{{ErrorCodes.RateLimited}}"}""", cancellationToken);
    }
}
