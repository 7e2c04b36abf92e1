namespace Chat.Sockets;

/// <summary>The life of one socket after its handshake, the same whichever way it came.</summary>
internal sealed partial class SocketHost(SocketRegistry registry, SocketDrain drain, SocketServices services)
{
    /// <summary>Why no socket is taken at present; null: one is.</summary>
    public HandshakeRefusal? Refusal =>
        drain.IsDraining ? HandshakeRefusal.Draining(Limits.RetryAfter.Jittered())
        : registry.Count >= services.Options.MaxSockets ? HandshakeRefusal.Full
        : null;

    /// <summary>Serves a socket until it has ended. Answers whether what was sent last is still on its way.</summary>
    public async Task<bool> RunAsync(SocketCarrier carrier, ISocketEndpoint endpoint, SocketHandshake? handshake)
    {
        var connection = new SocketConnection(registry.NextId(), carrier, services, endpoint.Farewell);
        registry.Add(connection);
        services.Metrics.Opened();
        ISocketSession? session = null;
        var orderly = false;
        try
        {
            session = await OpenAsync(connection, endpoint, handshake!).ConfigureAwait(false);
            // Not kept for the hours that follow.
            handshake = null;
            orderly = await new SocketReceiver(connection, session, services).RunAsync(carrier.Input).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            LogGone(services.Log, connection.Id, e.Message);
        }
        finally
        {
            NotifyClosed(session, connection);
            await connection.EndAsync(orderly).ConfigureAwait(false);
            registry.Remove(connection);
            services.Metrics.Closed(connection.CloseCode);
        }
        return orderly;
    }

    private async ValueTask<ISocketSession?> OpenAsync(SocketConnection connection, ISocketEndpoint endpoint, SocketHandshake handshake)
    {
        connection.Serve(true);
        try
        {
            var session = await endpoint.Open(connection, handshake.Path, handshake.Query, connection.Carrier.Closed).ConfigureAwait(false);
            if (session is null)
                connection.Close(CloseCodes.PolicyViolation, "refused");
            return session;
        }
        catch (Exception e)
        {
            if (!connection.Carrier.Closed.IsCancellationRequested)
                LogOpenFailed(services.Log, e, connection.Id);
            connection.Close(CloseCodes.InternalError, "the server failed");
            return null;
        }
        finally
        {
            connection.Serve(false);
        }
    }

    private void NotifyClosed(ISocketSession? session, SocketConnection connection)
    {
        try
        {
            session?.OnClosed();
        }
        catch (Exception e)
        {
            LogClosedFailed(services.Log, e, connection.Id);
        }
    }
}
