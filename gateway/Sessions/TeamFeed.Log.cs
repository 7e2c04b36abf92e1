namespace Chat.Sessions;

internal sealed partial class TeamFeed
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Team {Team}: its log cannot fill the gap after {Position}; sessions are closed to resume one by one.")]
    private partial void LogStartAfresh(TeamId team, Position? position);

    [LoggerMessage(Level = LogLevel.Information, Message = "Team {Team}: at {Position}, but a batch of epoch {Epoch} begins after {After}; subscribing again.")]
    private partial void LogGap(TeamId team, Position? position, long epoch, Ts after);

    [LoggerMessage(Level = LogLevel.Information, Message = "Team {Team}: a session's replay ended with {Code}; it is closed to resume.")]
    private partial void LogReplayFailed(TeamId team, string code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Team {Team} could not be subscribed to; the next renewal tries again.")]
    private partial void LogNotSubscribed(TeamId team, Exception exception);
}
