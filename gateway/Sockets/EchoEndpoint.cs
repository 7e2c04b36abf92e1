namespace Chat.Sockets;

/// <summary>Sends every message back. Served only with <see cref="SocketOptions.Echo"/>, for conformance suites.</summary>
internal sealed class EchoEndpoint : ISocketEndpoint
{
    public string PathPrefix => "/echo/";

    public ValueTask<ISocketSession?> Open(SocketConnection connection, string path, string query, CancellationToken ct) =>
        new(new EchoSession(connection));

    private sealed class EchoSession(SocketConnection connection) : ISocketSession
    {
        public async ValueTask OnText(ReadOnlyMemory<byte> utf8)
        {
            // A client that only sends must not make the server remember it all.
            await connection.WhenBelow(1, CancellationToken.None).ConfigureAwait(false);
            connection.Send(ServerFrame.Text(utf8.Span), ephemeral: false);
        }

        public void OnPong(long token)
        {
        }

        public ValueTask OnRejected(SocketFault fault) => ValueTask.CompletedTask;

        public void OnClosed()
        {
        }
    }
}
