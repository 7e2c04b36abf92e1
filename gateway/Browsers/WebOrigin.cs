using Chat.Gateway;
using Chat.Sockets;
using Microsoft.Extensions.Options;

namespace Chat.Browsers;

/// <summary>
/// Which pages are our own: those of the configured public address, and those of the host that the request itself was sent to. Browsers say the page in
/// Origin, and let no page choose it.
/// </summary>
internal sealed class WebOrigin(IOptions<GatewayOptions> options)
{
    private readonly bool trustsProxy = options.Value.TrustForwardedHeaders;
    private readonly Uri? configured = options.Value.PublicUrl is { } address ? new Uri(address) : null;

    /// <summary>False of what is no address, such as the <c>null</c> of pages that hide where they come from.</summary>
    /// <param name="address">Of a page, or an origin alone.</param>
    public bool IsOwn(string address, HttpRequest request) => IsOwn(address, request.Host, request.IsHttps);

    /// <summary>
    /// Sockets are opened by their tickets, whoever asks: a client that is no browser has no cookie of ours, and its Origin means nothing. A browser that
    /// has one shows nobody else's page.
    /// </summary>
    public bool Admits(SocketHandshake handshake)
    {
        if (!WebCookies.IsIn(handshake.Cookies, WebCookies.Session))
            return true;
        var host = trustsProxy && handshake.ForwardedHost is { } forwarded ? forwarded : handshake.Host;
        return handshake.Origin is { } origin && IsOwn(origin, new HostString(host), isHttps: false);
    }

    private bool IsOwn(string address, HostString host, bool isHttps)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var page) || page.Scheme != Uri.UriSchemeHttp && page.Scheme != Uri.UriSchemeHttps)
            return false;
        if (configured is not null && Uri.Compare(page, configured, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0)
            return true;
        // The other way round is usual: a proxy has ended TLS.
        if (isHttps && page.Scheme != Uri.UriSchemeHttps)
            return false;
        return host.HasValue
            && page.Host.Equals(host.Host, StringComparison.OrdinalIgnoreCase)
            && page.Port == (host.Port ?? DefaultPort(page.Scheme));
    }

    private static int DefaultPort(string scheme) => scheme == Uri.UriSchemeHttps ? 443 : 80;
}
