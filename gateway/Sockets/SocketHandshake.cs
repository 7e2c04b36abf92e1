using System.Security.Cryptography;
using System.Text;

namespace Chat.Sockets;

/// <summary>A lawful request for a socket.</summary>
/// <param name="Path">As the client sent it, not percent-decoded.</param>
/// <param name="Query">After the question mark, not decoded; empty if there is none.</param>
/// <param name="Host">As the client sent it, with or without a port.</param>
/// <param name="Origin">A browser's page, or whatever a client chose to say; null if it said nothing.</param>
public sealed record SocketHandshake(string Path, string Query, string Host, string? Origin)
{
    /// <summary>As the client sent them, <c>a=1; b=2</c>; empty if it sent none.</summary>
    public string Cookies { get; init; } = "";

    /// <summary>The host that the nearest proxy says it was asked for, or whatever a client chose to say; null if nothing was said.</summary>
    public string? ForwardedHost { get; init; }

    /// <summary>The answer to the client's key; empty for HTTP/2, which has none.</summary>
    internal string AcceptKey { get; init; } = "";

    /// <summary>RFC 6455, section 4.2.2, step 5.4.</summary>
    internal static string AcceptKeyFor(string key)
    {
        Span<byte> text = stackalloc byte[60];
        var length = Encoding.ASCII.GetBytes(key, text);
        "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8.CopyTo(text[length..]);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The RFC prescribes SHA-1; it proves that a WebSocket server answers, and protects nothing.
        SHA1.HashData(text, hash);
#pragma warning restore CA5350
        return Convert.ToBase64String(hash);
    }
}
