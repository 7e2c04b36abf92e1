using System.Security.Cryptography;
using System.Web;
using Chat.Errors;
using Chat.Sockets;
using Microsoft.Extensions.Options;

namespace Chat.Sessions;

/// <summary>Sockets below <c>/rtm/</c>: the path's last part is the ticket, <c>?offset=</c> the position from which to continue.</summary>
internal sealed partial class RtmEndpoint(
    TeamFeeds feeds, FrameHandler frames, IOptions<SessionOptions> options, TimeProvider time, ILogger<RtmEndpoint> logger) : ISocketEndpoint
{
    private const int MaxTicketLength = 64;

    private static readonly byte[] Goodbye = ServerFrame.Text(RtmFrames.Goodbye);

    public string PathPrefix => "/rtm/";

    public ReadOnlyMemory<byte> Farewell => Goodbye;

    public async ValueTask<ISocketSession?> Open(SocketConnection connection, string path, string query, CancellationToken ct)
    {
        var ticket = path[PathPrefix.Length..];
        if (ticket.Length is < 10 or > MaxTicketLength || !TeamId.TryParse(ticket[..9], out var team))
        {
            connection.Send(ServerFrame.Text(RtmFrames.Error(1, ErrorCodes.TicketExpired)), ephemeral: false);
            connection.Close(CloseCodes.TicketRefused, "ticket_expired");
            return null;
        }
        using var pin = feeds.Pin(team);
        var offset = HttpUtility.ParseQueryString(query)["offset"];
        var session = new RtmSession($"S{RandomNumberGenerator.GetHexString(16, lowercase: true)}", connection, pin.Feed, frames, options.Value, time);
        try
        {
            return await session.Feed.Attach(session, ticket, string.IsNullOrEmpty(offset) ? null : offset, ct) ? session : null;
        }
        catch (ChatException exception)
        {
            LogNotAttached(team, exception.Code);
            session.Feed.Detach(session);
            connection.Send(ServerFrame.Text(RtmFrames.Error(1, exception.Code)), ephemeral: false);
            connection.Close(CloseCodes.TicketRefused, exception.Code);
            return null;
        }
        catch
        {
            session.Feed.Detach(session);
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Team {Team}: a socket could not be attached: {Code}.")]
    private partial void LogNotAttached(TeamId team, string code);
}
