using System.Text;

namespace Chat.Sockets;

internal static class HandshakeAnswer
{
    /// <summary>Accepts; declines every extension and subprotocol by naming none.</summary>
    public static byte[] SwitchingProtocols(SocketHandshake handshake) => Encoding.ASCII.GetBytes(
        $"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {handshake.AcceptKey}\r\n\r\n");
}

/// <summary>How a request for a socket is turned down, as an HTTP answer.</summary>
/// <param name="Headers">Further header lines, each ended by CR LF.</param>
internal sealed record HandshakeRefusal(int Status, string Phrase, string Reason, string Headers = "")
{
    public static readonly HandshakeRefusal NotUpgrade = new(426, "Upgrade Required", "This address takes WebSocket requests only.", UpgradeHeaders);
    public static readonly HandshakeRefusal WrongVersion = new(426, "Upgrade Required", "Sec-WebSocket-Version must be 13.", UpgradeHeaders);
    public static readonly HandshakeRefusal Forbidden = new(403, "Forbidden", "This origin may not connect.");
    public static readonly HandshakeRefusal NotGet = new(405, "Method Not Allowed", "Only GET opens a socket.", "Allow: GET\r\n");
    public static readonly HandshakeRefusal TimedOut = new(408, "Request Timeout", "The request did not come in time.");
    public static readonly HandshakeRefusal TooLarge = new(431, "Request Header Fields Too Large", "The request is too large.");
    public static readonly HandshakeRefusal Full = new(503, "Service Unavailable", "There are too many sockets here.", "Retry-After: 5\r\n");

    /// <summary>The process leaves service.</summary>
    /// <param name="retryAfter">Whole seconds.</param>
    public static HandshakeRefusal Draining(int retryAfter) => new(
        429, "Too Many Requests", "This server is being taken out of service; another one answers.", $"Retry-After: {retryAfter}\r\n");

    private const string UpgradeHeaders = "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n";

    public static HandshakeRefusal Bad(string reason) => new(400, "Bad Request", reason);

    /// <summary>The whole answer; the connection closes after it.</summary>
    public byte[] ToBytes()
    {
        var connection = Status == 426 ? "upgrade, close" : "close";
        return Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {Status} {Phrase}\r\nConnection: {connection}\r\n{Headers}"
            + $"Content-Type: text/plain\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\nContent-Length: {Reason.Length}\r\n\r\n{Reason}");
    }
}
