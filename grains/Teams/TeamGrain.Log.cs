using Chat.Sharding;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Chat.Teams;

public sealed partial class TeamGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Team {Team} is written here from epoch {Epoch} on; head {Head}.")]
    private partial void LogActivated(TeamId team, long epoch, Ts head);

    [LoggerMessage(Level = LogLevel.Information, Message = "Team {Team}, epoch {Epoch}, leaves this silo: {Reason}.")]
    private partial void LogDeactivated(TeamId team, long epoch, DeactivationReasonCode reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Team {Team}, epoch {Epoch}: a write ended as {Outcome}; the team is loaded anew.")]
    private partial void LogLost(TeamId team, long epoch, CommitOutcome outcome);

    [LoggerMessage(Level = LogLevel.Information, Message = "Team {Team}: gateway {Gateway} is dropped ({Reason}); it will subscribe again if it lives.")]
    private partial void LogGatewayDropped(TeamId team, string gateway, string reason);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Team {Team}, epoch {Epoch}, came from another silo with {Events} events, {Gateways} gateways and {Sessions} sessions.")]
    private partial void LogTakenOver(TeamId team, long epoch, int events, int gateways, int sessions);

    [LoggerMessage(Level = LogLevel.Information, Message = "Team {Team} came from another silo at {Handed}, but its log ends at {Head}; it is read anew.")]
    private partial void LogHandoverRefused(TeamId team, Position handed, Position head);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What a team's grain brought from another silo cannot be read; the team is read anew.")]
    private partial void LogHandoverNotRead(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Team {Team}: session positions could not be saved; they are tried again.")]
    private partial void LogPositionsNotSaved(TeamId team, Exception exception);
}
