using Microsoft.Extensions.Logging;

namespace Chat.Sharding;

internal sealed partial class ShardWriter
{
    [LoggerMessage(LogLevel.Warning, "Writing {Items} items to shard {Shard} failed in attempt {Attempt} (at the commit: {Committing}); trying again.")]
    private partial void LogRetry(Exception exception, string shard, int items, int attempt, bool committing);

    [LoggerMessage(LogLevel.Error, "Shard {Shard} refused an item of team {Team}.")]
    private partial void LogRefused(Exception exception, string shard, TeamId team);

    [LoggerMessage(LogLevel.Warning, "Team {Team} has another owner on shard {Shard} than the writer of epoch {Epoch}.")]
    private partial void LogFenced(TeamId team, string shard, long epoch);

    [LoggerMessage(LogLevel.Warning, "Gave up on an item of team {Team}: shard {Shard} did not answer in time.")]
    private partial void LogUnknown(TeamId team, string shard);

    [LoggerMessage(LogLevel.Debug, "The connection to shard {Shard} is dropped: {Reason}")]
    private partial void LogSessionLost(string shard, string reason);

    [LoggerMessage(LogLevel.Critical, "The writer of shard {Shard} met a fault of its own; it goes on.")]
    private partial void LogLoopFault(Exception exception, string shard);
}
