using System.Net;
using System.Net.Sockets;

namespace Chat.EndToEnd.Harness;

/// <summary>A network between clients and a server that a test can cut, and lead elsewhere.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ending = new();
    private readonly Lock gate = new();
    private readonly HashSet<Socket> open = [];
    private readonly Task accepting;

    public TcpProxy(Uri target)
    {
        Target = target;
        listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        accepting = Accept();
    }

    public Uri Address { get; }

    /// <summary>Where connections that come from now on lead.</summary>
    public Uri Target { get; set; }

    /// <summary>Cuts every connection at once, without a word to either side's protocol.</summary>
    public int Cut()
    {
        Socket[] cut;
        lock (gate)
        {
            cut = [.. open];
            open.Clear();
        }
        foreach (var socket in cut)
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Dispose();
        }
        return cut.Length / 2;
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Dispose();
        Cut();
        await accepting;
        ending.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
                _ = Serve(await listener.AcceptSocketAsync(ending.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task Serve(Socket client)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        try
        {
            lock (gate)
            {
                open.Add(client);
                open.Add(server);
            }
            await server.ConnectAsync(IPAddress.Loopback, Target.Port);
            await Task.WhenAny(Copy(client, server), Copy(server, client));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The server is away or the connection was cut: the client sees its connection end.
        }
        finally
        {
            lock (gate)
            {
                open.Remove(client);
                open.Remove(server);
            }
            client.Dispose();
            server.Dispose();
        }
    }

    private static async Task Copy(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One side is gone; the other follows.
        }
    }
}
