using System.Buffers;

namespace Chat.Sockets;

/// <summary>
/// What of a request matters for a handshake, gathered header by header, and the rules of RFC 6455, section 4.2.1. Deliberately asks
/// nothing of Origin, User-Agent or the port in Host, and passes over offered extensions and subprotocols: clients of the Slack API differ
/// in all of them.
/// </summary>
internal sealed class HandshakeRequest
{
    private const int KeyBytes = 16;
    private const int KeyLength = 24;

    private string? host;
    private string? origin;
    private string? key;
    private string? version;
    private string? repeated;
    private string? forwardedHost;
    private string cookies = "";
    private bool upgradesToWebSocket;
    private bool connectionUpgrades;
    private bool hasBody;

    public void Add(string name, string value)
    {
        if (Is("Host"))
            Once(ref host);
        else if (Is("Origin"))
            Once(ref origin);
        else if (Is("Sec-WebSocket-Key"))
            Once(ref key);
        else if (Is("Sec-WebSocket-Version"))
            Once(ref version);
        else if (Is("Upgrade"))
            upgradesToWebSocket |= HasToken(value, "websocket");
        else if (Is("Connection"))
            connectionUpgrades |= HasToken(value, "upgrade");
        else if (Is("Cookie"))
            cookies = cookies.Length == 0 ? value : $"{cookies}; {value}";
        else if (Is("X-Forwarded-Host"))
            forwardedHost = value[(value.LastIndexOf(',') + 1)..].Trim();
        else if (Is("Transfer-Encoding"))
            hasBody = true;
        else if (Is("Content-Length"))
            hasBody |= value != "0";

        bool Is(string header) => name.Equals(header, StringComparison.OrdinalIgnoreCase);

        void Once(ref string? field)
        {
            if (field is not null)
                repeated = name;
            field = value;
        }
    }

    /// <summary>Judges a GET over HTTP/1.1.</summary>
    /// <param name="target">The request target in its origin form.</param>
    public HandshakeRefusal? Judge(string target, Func<SocketHandshake, bool>? isAllowed, out SocketHandshake? handshake)
    {
        handshake = null;
        if (repeated is not null)
            return HandshakeRefusal.Bad($"{repeated} is given twice.");
        if (host is null)
            return HandshakeRefusal.Bad("Host is missing.");
        if (hasBody)
            return HandshakeRefusal.Bad("A request for a socket has no body.");
        if (!upgradesToWebSocket || !connectionUpgrades)
            return HandshakeRefusal.NotUpgrade;
        if (version != "13")
            return HandshakeRefusal.WrongVersion;
        if (!IsKey(key))
            return HandshakeRefusal.Bad("Sec-WebSocket-Key is not 16 bytes in base64.");
        return Admit(target, SocketHandshake.AcceptKeyFor(key!), isAllowed, out handshake);
    }

    /// <summary>Judges an extended CONNECT over HTTP/2 (RFC 8441), where the protocol's own headers do the rest.</summary>
    public HandshakeRefusal? JudgeConnect(string target, Func<SocketHandshake, bool>? isAllowed, out SocketHandshake? handshake)
    {
        handshake = null;
        return version == "13" ? Admit(target, "", isAllowed, out handshake) : HandshakeRefusal.WrongVersion;
    }

    private HandshakeRefusal? Admit(string target, string acceptKey, Func<SocketHandshake, bool>? isAllowed, out SocketHandshake? handshake)
    {
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? target : target[..mark];
        var query = mark < 0 ? "" : target[(mark + 1)..];
        handshake = new SocketHandshake(path, query, host ?? "", origin) { AcceptKey = acceptKey, Cookies = cookies, ForwardedHost = forwardedHost };
        if (isAllowed is null || isAllowed(handshake))
            return null;
        handshake = null;
        return HandshakeRefusal.Forbidden;
    }

    private static bool IsKey(string? key)
    {
        Span<byte> bytes = stackalloc byte[KeyBytes];
        return key is { Length: KeyLength } && Convert.TryFromBase64String(key, bytes, out var written) && written == KeyBytes;
    }

    private static bool HasToken(string list, string token)
    {
        foreach (var part in list.AsSpan().Split(','))
        {
            if (list.AsSpan(part).Trim(" \t").Equals(token, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }
}
