using System.Security.Cryptography;
using System.Text;
using Chat.Admin;
using Chat.WebApi;
using Microsoft.Extensions.Options;

namespace Chat.Telemetry;

/// <summary>Opens <c>/metrics</c> to the metrics key and to the operator's: figures tell how an installation is used, which is nobody else's business.</summary>
internal sealed class MetricsAccess(OperatorKey operatorKey, IOptions<MetricsOptions> options)
{
    private readonly byte[]? expected = string.IsNullOrEmpty(options.Value.Key) ? null : HashOf(options.Value.Key);

    public Task Guard(HttpContext http, RequestDelegate next)
    {
        var key = ArgumentReader.BearerOf(http.Request);
        if (operatorKey.NameOf(key) is not null || Matches(key))
            return next(http);
        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return http.Response.WriteAsync(
            expected is null && !operatorKey.IsConfigured
                ? "Nobody may read this: set Chat:Metrics:Key, and send it as Authorization: Bearer KEY.\n"
                : "Send the metrics key (Chat:Metrics:Key) or the operator key as Authorization: Bearer KEY.\n",
            http.RequestAborted);
    }

    /// <summary>In a time that tells nothing of the key, its length included.</summary>
    private bool Matches(string? key) => expected is not null && key is not null && CryptographicOperations.FixedTimeEquals(expected, HashOf(key));

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
