using System.Text.RegularExpressions;

namespace Chat.Browsers;

/// <summary>What browsers are told to refuse, so that a fault of the client, or a hostile message, comes to nothing.</summary>
internal static partial class PageHeaders
{
    /// <summary>Of pages.</summary>
    /// <param name="publicAddress">Where sockets are opened, if that is not the page's own host.</param>
    public static void Write(HttpContext http, string publicAddress)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = "no-cache";
        headers.ContentSecurityPolicy = PolicyFor(http.Request.Host.Value ?? "", publicAddress);
        headers.XContentTypeOptions = "nosniff";
        // To our own pages it is told: see WebCredentials.
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }

    /// <summary>Of scripts, styles, pictures.</summary>
    public static void WriteForFiles(HttpResponse response)
    {
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    /// <summary>Pictures may come from anywhere, because messages show them; nothing else may.</summary>
    private static string PolicyFor(string host, string publicAddress) =>
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: http: data:; "
        + $"connect-src 'self'{SocketsOf(host, publicAddress)}; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Not every browser takes 'self' for its sockets too. A host in a form that the policy does not know is left to that.</summary>
    private static string SocketsOf(string host, string publicAddress)
    {
        var configured = Uri.TryCreate(publicAddress, UriKind.Absolute, out var address) ? address.Authority : host;
        var hosts = new[] { host, configured }.Distinct(StringComparer.OrdinalIgnoreCase).Where(name => Host().IsMatch(name));
        return string.Concat(hosts.Select(name => $" ws://{name} wss://{name}"));
    }

    [GeneratedRegex(@"^[A-Za-z0-9.-]+(:[0-9]{1,5})?\z")]
    private static partial Regex Host();
}
