namespace Chat.Sockets;

/// <summary>What answers the sockets below one path. Registered in DI, one for each prefix.</summary>
public interface ISocketEndpoint
{
    /// <summary>Begins and ends with a slash, lower case ASCII: <c>/rtm/</c>.</summary>
    string PathPrefix { get; }

    /// <summary>Complete server frames for a socket that this server closes because it leaves service, before the close frame.</summary>
    ReadOnlyMemory<byte> Farewell => default;

    /// <summary>
    /// Called once a socket, after its handshake was answered (101) and before its first frame is read, so that what is sent here comes
    /// before any answer to the client's frames. An exception closes the socket with <see cref="CloseCodes.InternalError"/>.
    /// </summary>
    /// <param name="connection">Open until the session's <see cref="ISocketSession.OnClosed"/>.</param>
    /// <param name="path">The whole path as the client sent it, prefix included, not percent-decoded: <c>/rtm/TICKET</c>.</param>
    /// <param name="query">What follows the question mark, not decoded; empty if nothing does.</param>
    /// <param name="ct">Cancelled when the client goes away.</param>
    /// <returns>The session, or null if the socket was told what it is to be told and closed.</returns>
    ValueTask<ISocketSession?> Open(SocketConnection connection, string path, string query, CancellationToken ct);
}
