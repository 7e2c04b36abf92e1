namespace Chat.Clustering;

internal sealed partial class ConnectionRetry
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "No silo answers yet ({Seconds} s): {Reason}. Trying again.")]
    private partial void Waiting(int seconds, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "No silo answered in {Seconds} s. Are silos running, and do they use the same directory database and cluster id?")]
    private partial void GivingUp(int seconds);
}
