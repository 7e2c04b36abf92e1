using Chat.Gateway;
using Microsoft.Extensions.Options;

namespace Chat.Security;

/// <summary>
/// What every answer tells browsers to refuse. The strictest comes first, before anybody has looked at the request: who answers pages, files and the like says what
/// they need instead (<see cref="Browsers.PageHeaders"/>).
/// </summary>
internal static class SecurityHeaders
{
    public static void Use(WebApplication app)
    {
        var strict = StrictTransport(app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value);
        app.Use((http, next) =>
        {
            var headers = http.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers.CacheControl = "no-store";
            if (strict is not null && http.Request.IsHttps)
                headers.StrictTransportSecurity = strict;
            return next(http);
        });
    }

    /// <summary>Of this name alone: what runs on names below it is not ours to decide.</summary>
    private static string? StrictTransport(GatewayOptions options) =>
        options.StrictTransport > TimeSpan.Zero ? FormattableString.Invariant($"max-age={(long)options.StrictTransport.TotalSeconds}") : null;
}
