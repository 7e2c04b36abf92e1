namespace Chat.Sessions;

internal sealed partial class FrameHandler
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Team {Team}, session {Session}: a post failed.")]
    private partial void LogPostFailed(TeamId team, string session, Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Team {Team}, session {Session}: typing or presence was not passed on.")]
    private partial void LogSignalFailed(TeamId team, string session, Exception exception);
}
