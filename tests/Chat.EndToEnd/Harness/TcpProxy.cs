using System.Net;
using System.Net.Sockets;

namespace Chat.EndToEnd.Harness;

/// <summary>A network between clients and a server that a test can cut, silence, close, and lead elsewhere.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly CancellationTokenSource ending = new();
    private readonly Lock gate = new();
    private readonly HashSet<Pair> open = [];
    private readonly Task accepting;

    /// <param name="at">The local address to listen on, instead of the loopback.</param>
    public TcpProxy(Uri target, IPAddress? at = null)
    {
        Target = target;
        listener = new TcpListener(at ?? IPAddress.Loopback, 0);
        listener.Start();
        Address = new Uri($"http://{at ?? IPAddress.Loopback}:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        accepting = Accept();
    }

    public Uri Address { get; }

    /// <summary>Where connections that come from now on lead.</summary>
    public Uri Target { get; set; }

    /// <summary>While true, new connections are closed at once.</summary>
    public bool Refuses { get; set; }

    /// <summary>While true, new connections open and nothing comes over them.</summary>
    public bool Swallows { get; set; }

    /// <summary>Cuts every connection at once, without a word of either side's protocol.</summary>
    public void Cut()
    {
        foreach (var pair in Present())
            pair.Reset();
    }

    /// <summary>From now on what is sent over the present connections is lost, though they look open: a network that went away.</summary>
    public void Silence()
    {
        foreach (var pair in Present())
            pair.IsSilent = true;
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Dispose();
        Cut();
        await accepting;
        ending.Dispose();
    }

    private Pair[] Present()
    {
        lock (gate)
            return [.. open];
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync(ending.Token);
                if (Refuses)
                    client.Dispose();
                else
                    _ = Serve(new Pair(client) { IsSilent = Swallows });
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task Serve(Pair pair)
    {
        lock (gate)
            open.Add(pair);
        await pair.Serve(Target.Port);
        lock (gate)
            open.Remove(pair);
    }

    private sealed class Pair(Socket client)
    {
        private readonly Socket server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        public bool IsSilent { get; set; }

        public async Task Serve(int port)
        {
            try
            {
                client.NoDelay = true;
                await server.ConnectAsync(IPAddress.Loopback, port);
                await Task.WhenAny(Copy(client, server), Copy(server, client));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The server is away or the connection was cut: the client sees its connection end.
            }
            finally
            {
                client.Dispose();
                server.Dispose();
            }
        }

        public void Reset()
        {
            foreach (var socket in new[] { client, server })
            {
                // Lingering zero seconds sends RST, as a peer that crashed does.
                try
                {
                    socket.LingerState = new LingerOption(true, 0);
                }
                catch (Exception e) when (e is SocketException or ObjectDisposedException)
                {
                    // Already closed.
                }
                socket.Dispose();
            }
        }

        private async Task Copy(Socket from, Socket to)
        {
            var buffer = new byte[16 * 1024];
            try
            {
                while (await from.ReceiveAsync(buffer) is > 0 and var count)
                {
                    for (var sent = 0; sent < count && !IsSilent;)
                        sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // One side is gone; the other follows.
            }
        }
    }
}
