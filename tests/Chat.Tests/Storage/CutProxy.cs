using System.Net;
using System.Net.Sockets;

namespace Chat.Tests.Storage;

public enum Cut
{
    None,

    /// <summary>The next COMMIT does not reach the server.</summary>
    BeforeCommit,

    /// <summary>The next COMMIT is done, its answer is lost.</summary>
    AfterCommit,
}

/// <summary>A TCP proxy before a database server that breaks one connection at a chosen moment.</summary>
public sealed class CutProxy : IAsyncDisposable
{
    private static readonly byte[] Commit = "\u0003COMMIT"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _serverPort;
    private readonly Task _loop;
    private int _next;

    public CutProxy(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _loop = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections were broken.</summary>
    public int Cuts { get; private set; }

    public void CutNext(Cut cut) => Interlocked.Exchange(ref _next, (int)cut);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = RelayAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            await server.ConnectAsync(IPAddress.Loopback, _serverPort);
            var answers = PumpAsync(server.GetStream(), client.GetStream());
            await PumpRequestsAsync(client, server);
            client.Close();
            server.Close();
            await answers;
        }
    }

    private async Task PumpRequestsAsync(TcpClient client, TcpClient server)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await client.GetStream().ReadAsync(buffer, _stop.Token) is > 0 and var count)
            {
                var isCommit = buffer.AsSpan(0, count).IndexOf(Commit) >= 0;
                var cut = isCommit ? (Cut)Interlocked.Exchange(ref _next, (int)Cut.None) : Cut.None;
                if (cut == Cut.BeforeCommit)
                {
                    Cuts++;
                    return;
                }
                if (cut == Cut.AfterCommit)
                {
                    // The way back is closed first, so that the answer cannot get through.
                    client.Client.Shutdown(SocketShutdown.Send);
                    Cuts++;
                }
                await server.GetStream().WriteAsync(buffer.AsMemory(0, count), _stop.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone; the caller closes the other.
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to)
    {
        try
        {
            await from.CopyToAsync(to, _stop.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone; the caller closes the other.
        }
    }
}
