using System.Text.Json;
using Chat.Sessions;
using Chat.WebApi;

namespace Chat.Rtm;

/// <summary>rtm.connect (a socket's address and who one is) and rtm.start (the same with a snapshot of the team).</summary>
internal sealed class RtmApi(TeamContents contents, TimeProvider time) : IMethodGroup
{
    public IEnumerable<Method> Methods =>
    [
        new("rtm.connect", "rtm:stream", Connect, IsConnect: true),
        new("rtm.start", "rtm:stream", Start, IsConnect: true),
    ];

    private static async Task<Answer> Connect(MethodCall call)
    {
        var ticket = await OpenTicket(call);
        var team = await call.AskIdempotent(call.Team.GetTeam);
        return Answer.With(json =>
        {
            json.WriteString("url", PublicAddress.Socket(call.BaseAddress, ticket.Ticket, ticket.Offset));
            json.WriteStartObject("self");
            json.WriteString("id", call.Caller.User.Value);
            json.WriteString("name", call.Caller.Name);
            json.WriteEndObject();
            json.WriteStartObject("team");
            json.WriteString("id", team.Id.ToString());
            json.WriteString("name", team.Name);
            json.WriteString("domain", team.Domain);
            json.WriteEndObject();
        });
    }

    private async Task<Answer> Start(MethodCall call)
    {
        // The ticket first: what changes while the snapshot is read is then after the offset, and arrives as an event.
        var ticket = await OpenTicket(call);
        var snapshot = await RtmSnapshot.Read(call, contents, ticket.Content);
        var now = time.GetUtcNow();
        return Answer.InPieces((json, pieces) =>
        {
            json.WriteString("url", PublicAddress.Socket(call.BaseAddress, ticket.Ticket, ticket.Offset));
            json.WriteString("latest_event_ts", ticket.Offset.Ts.ToString());
            json.WriteNumber("cache_ts", now.ToUnixTimeSeconds());
            snapshot.WriteMembers(json, pieces, now);
        });
    }

    private static Task<SocketTicket> OpenTicket(MethodCall call)
    {
        var options = new TicketOptions(
            PresenceSub: call.Arguments.Flag("presence_sub", otherwise: true),
            BatchPresence: call.Arguments.Flag("batch_presence_aware"));
        return call.AskIdempotent(() => call.Team.OpenTicket(call.Caller, options));
    }
}
