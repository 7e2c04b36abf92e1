namespace Chat.Sockets;

/// <summary>
/// One socket's receiving side. Calls never overlap: the next frame is read when the last call has completed, which is the back-pressure
/// on a client that sends faster than it is served.
/// </summary>
public interface ISocketSession
{
    /// <summary>
    /// One whole text message, known to be valid UTF-8. An exception closes the socket with <see cref="CloseCodes.InternalError"/>.
    /// </summary>
    /// <param name="utf8">Lent: valid until the returned task completes.</param>
    ValueTask OnText(ReadOnlyMemory<byte> utf8);

    /// <summary>
    /// The client answered <see cref="SocketConnection.Ping"/>, so it has received everything that was sent before. The token is the client's
    /// word: compare it with the one that is outstanding.
    /// </summary>
    void OnPong(long token);

    /// <summary>
    /// The client broke a rule; the socket closes when this returns. What is sent here still arrives; closing here with another code wins.
    /// Messages that follow are not delivered.
    /// </summary>
    ValueTask OnRejected(SocketFault fault);

    /// <summary>Exactly once, whatever the reason; nothing is called afterwards. Must not block.</summary>
    void OnClosed();
}
