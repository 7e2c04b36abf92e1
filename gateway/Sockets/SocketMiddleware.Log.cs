namespace Chat.Sockets;

internal sealed partial class SocketMiddleware
{
    [LoggerMessage(40, LogLevel.Debug, "A handshake is refused with {Status}: {Reason}")]
    private static partial void LogRefused(ILogger log, int status, string reason);
}
