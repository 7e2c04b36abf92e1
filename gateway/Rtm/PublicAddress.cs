using Chat.Gateway;

namespace Chat.Rtm;

/// <summary>Under which address clients reach this server.</summary>
internal static class PublicAddress
{
    /// <summary>The configured address, else that of the request (which a trusted proxy's headers have already corrected); no slash at the end.</summary>
    public static string Of(HttpRequest request, GatewayOptions options)
    {
        if (options.PublicUrl is { } configured)
            return configured.TrimEnd('/');
        var host = request.Host.HasValue ? request.Host.Value : LocalHost(request);
        return $"{request.Scheme}://{host}{request.PathBase}";
    }

    /// <summary>
    /// The socket's address: the ticket in the path, because some clients overwrite the query; the offset in the query, because our own
    /// clients replace it by the position that they have reached.
    /// </summary>
    /// <param name="baseAddress"><c>http://host</c> or <c>https://host</c>.</param>
    public static string Socket(string baseAddress, string ticket, Position offset)
    {
        var socket = baseAddress.StartsWith("https:", StringComparison.OrdinalIgnoreCase)
            ? string.Concat("wss", baseAddress.AsSpan("https".Length))
            : string.Concat("ws", baseAddress.AsSpan("http".Length));
        return $"{socket}/rtm/{Uri.EscapeDataString(ticket)}?offset={Uri.EscapeDataString(offset.ToString())}";
    }

    private static string LocalHost(HttpRequest request)
    {
        var connection = request.HttpContext.Connection;
        return connection.LocalIpAddress is { } address ? new System.Net.IPEndPoint(address, connection.LocalPort).ToString() : "localhost";
    }
}
