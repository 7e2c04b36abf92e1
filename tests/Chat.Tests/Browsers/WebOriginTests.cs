using Chat.Gateway;
using Chat.Sockets;
using Chat.Browsers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Xunit;

namespace Chat.Tests.Browsers;

public sealed class WebOriginTests
{
    private const string Cookie = "theme=dark; chat_session=xoxp-1";

    [Theory]
    [InlineData("http://chat.example", "http", "chat.example", true)]
    [InlineData("http://CHAT.example/client/C1?x#y", "http", "chat.example", true)]
    [InlineData("http://chat.example:80", "http", "chat.example", true)]
    [InlineData("http://chat.example:8080", "http", "chat.example:8080", true)]
    [InlineData("http://[::1]:8080", "http", "[::1]:8080", true)]
    [InlineData("https://chat.example", "https", "chat.example", true)]
    [InlineData("https://chat.example", "http", "chat.example", true)]
    [InlineData("http://chat.example", "https", "chat.example", false)]
    [InlineData("http://chat.example:8081", "http", "chat.example:8080", false)]
    [InlineData("http://chat.example", "http", "chat.example:8080", false)]
    [InlineData("http://evil.example", "http", "chat.example", false)]
    [InlineData("http://chat.example.evil.example", "http", "chat.example", false)]
    [InlineData("http://chat.example@evil.example", "http", "chat.example", false)]
    [InlineData("null", "http", "chat.example", false)]
    [InlineData("", "http", "chat.example", false)]
    [InlineData("chat.example", "http", "chat.example", false)]
    [InlineData("file://chat.example", "http", "chat.example", false)]
    public void A_page_is_our_own_by_the_host_that_was_asked(string page, string scheme, string host, bool isOwn) =>
        Assert.Equal(isOwn, Of().IsOwn(page, Asked(scheme, host)));

    [Theory]
    [InlineData("https://chat.example", true)]
    [InlineData("http://10.0.0.5:8080", true)]
    [InlineData("http://chat.example", false)]
    [InlineData("https://chat.example:8443", false)]
    public void A_page_is_our_own_by_the_public_address_too(string page, bool isOwn) =>
        Assert.Equal(isOwn, Of(publicUrl: "https://chat.example/").IsOwn(page, Asked("http", "10.0.0.5:8080")));

    [Theory]
    [InlineData("", null, true)]
    [InlineData("", "https://evil.example", true)]
    [InlineData("theme=dark; not_chat_session=1", "https://evil.example", true)]
    [InlineData(Cookie, "http://chat.example", true)]
    [InlineData(Cookie, "https://chat.example", true)]
    [InlineData(Cookie, "https://evil.example", false)]
    [InlineData(Cookie, "null", false)]
    [InlineData(Cookie, null, false)]
    [InlineData("chat_session = x", "https://evil.example", false)]
    public void A_socket_with_a_sessions_cookie_is_our_own_pages_alone(string cookies, string? origin, bool isAdmitted) =>
        Assert.Equal(isAdmitted, Of().Admits(new SocketHandshake("/rtm/x", "", "chat.example", origin) { Cookies = cookies }));

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void A_proxy_tells_the_host_where_it_is_trusted(bool isTrusted, bool isAdmitted)
    {
        var handshake = new SocketHandshake("/rtm/x", "", "10.0.0.5:8080", "https://chat.example") { Cookies = Cookie, ForwardedHost = "chat.example" };
        Assert.Equal(isAdmitted, Of(isTrusted: isTrusted).Admits(handshake));
    }

    private static WebOrigin Of(string? publicUrl = null, bool isTrusted = false) =>
        new(Options.Create(new GatewayOptions { PublicUrl = publicUrl, TrustForwardedHeaders = isTrusted }));

    private static HttpRequest Asked(string scheme, string host)
    {
        var request = new DefaultHttpContext().Request;
        request.Scheme = scheme;
        request.Host = new HostString(host);
        return request;
    }
}
