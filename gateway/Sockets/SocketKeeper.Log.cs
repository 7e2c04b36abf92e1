namespace Chat.Sockets;

internal sealed partial class SocketKeeper
{
    [LoggerMessage(31, LogLevel.Error, "A sweep over the sockets failed.")]
    private static partial void LogSweepFailed(ILogger log, Exception exception);
}
