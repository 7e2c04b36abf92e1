namespace Chat.Sockets;

internal sealed partial class SocketHost
{
    [LoggerMessage(20, LogLevel.Debug, "Socket {Socket} broke: {Reason}")]
    private static partial void LogGone(ILogger log, long socket, string reason);

    [LoggerMessage(21, LogLevel.Error, "Opening a session on socket {Socket} failed; closing.")]
    private static partial void LogOpenFailed(ILogger log, Exception exception, long socket);

    [LoggerMessage(22, LogLevel.Error, "The session of socket {Socket} failed while being told of its end.")]
    private static partial void LogClosedFailed(ILogger log, Exception exception, long socket);
}
