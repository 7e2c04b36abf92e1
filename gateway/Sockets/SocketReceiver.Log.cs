namespace Chat.Sockets;

internal sealed partial class SocketReceiver
{
    [LoggerMessage(10, LogLevel.Debug, "Socket {Socket} sent a frame that is refused ({Fault}): {Reason}.")]
    private static partial void LogRejected(ILogger log, long socket, SocketFault fault, string reason);

    [LoggerMessage(11, LogLevel.Error, "The session of socket {Socket} failed; closing.")]
    private static partial void LogSessionFailed(ILogger log, Exception exception, long socket);
}
