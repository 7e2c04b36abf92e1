namespace Chat.Sockets;

internal sealed partial class SocketKeeper
{
    [LoggerMessage(30, LogLevel.Information, "Stopping: closing {Count} sockets.")]
    private static partial void LogDraining(ILogger log, int count);

    [LoggerMessage(31, LogLevel.Error, "A sweep over the sockets failed.")]
    private static partial void LogSweepFailed(ILogger log, Exception exception);
}
