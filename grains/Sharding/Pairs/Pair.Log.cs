using Microsoft.Extensions.Logging;

namespace Chat.Sharding.Pairs;

internal sealed partial class Pair
{
    [LoggerMessage(LogLevel.Warning, "Shard {Shard}: server {Survivor} stops hearing its peer, to take its teams over.")]
    private partial void LogTakeOver(string shard, ShardSide survivor);

    [LoggerMessage(LogLevel.Information, "Shard {Shard}: server {Survivor} was restarted and serves alone again.")]
    private partial void LogResumed(string shard, ShardSide survivor);

    [LoggerMessage(LogLevel.Warning, "Shard {Shard}: the servers do not hear each other; each goes on alone, and neither may take over.")]
    private partial void LogParted(string shard);

    [LoggerMessage(LogLevel.Information, "Shard {Shard}: the servers have what the other has, and wait for each other's acks.")]
    private partial void LogMet(string shard);

    [LoggerMessage(LogLevel.Warning, "Shard {Shard}: the servers were started anew, and take what the other has before they serve again.")]
    private partial void LogUniting(string shard);

    [LoggerMessage(LogLevel.Information, "Shard {Shard}: server {Server} comes back.")]
    private partial void LogRejoining(string shard, ShardSide server);

    [LoggerMessage(LogLevel.Information, "Shard {Shard}: server {Server} catches up: at {Position} of {Goal}.")]
    private partial void LogCatchingUp(string shard, ShardSide server, string position, string goal);

    [LoggerMessage(LogLevel.Information, "Shard {Shard}: server {Server} is back and in step.")]
    private partial void LogRejoined(string shard, ShardSide server);

    [LoggerMessage(LogLevel.Information, "Shard {Shard}: teams of parity {Parity} are served by {Server}; writes were held for {Held:0.0} ms.")]
    private partial void LogSwitched(string shard, int parity, ShardSide server, double held);
}
