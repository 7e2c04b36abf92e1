namespace Chat.Sockets;

public sealed partial class SocketConnection
{
    [LoggerMessage(1, LogLevel.Information, "Socket {Socket} of {Remote} is too slow: {Pending} bytes wait; closing.")]
    private static partial void LogSlowReader(ILogger log, long socket, string remote, int pending);

    [LoggerMessage(2, LogLevel.Information, "Socket {Socket} of {Remote} is cut off: it {Why}.")]
    private static partial void LogAborted(ILogger log, long socket, string remote, string why);
}
