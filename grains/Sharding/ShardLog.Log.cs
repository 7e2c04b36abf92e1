using Microsoft.Extensions.Logging;

namespace Chat.Sharding;

public sealed partial class ShardLog
{
    [LoggerMessage(LogLevel.Warning, "The shard of team {Team} could not be looked up.")]
    private partial void LogLookUpFailed(Exception exception, TeamId team);
}
