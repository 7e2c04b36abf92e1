using Microsoft.Extensions.Logging;

namespace Chat.Sharding;

public abstract partial class Database
{
    [LoggerMessage(LogLevel.Warning, "Database {Database} does not answer.")]
    private partial void LogAway(Exception exception, string database);

    [LoggerMessage(LogLevel.Debug, "Rolling back on {Database} failed: {Reason}")]
    private partial void LogRollbackFailed(string database, string reason);
}
