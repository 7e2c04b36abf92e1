using System.Net;
using System.Net.Sockets;

namespace Chat.EndToEnd.Harness;

/// <summary>
/// Opens connections within this machine. After many thousand short ones a port may be taken whose former connection the other end still remembers; the
/// kernel drops the first packet then, and tries the same port again after 1, 3 and 7 seconds. Whoever measures a server takes another port instead.
/// </summary>
internal static class Loopback
{
    private static readonly TimeSpan Attempt = TimeSpan.FromMilliseconds(500);

    public static HttpMessageInvoker Invoker { get; } = new(new SocketsHttpHandler { ConnectCallback = Connect, UseProxy = false, UseCookies = false });

    private static async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await TryConnect(context.DnsEndPoint, cancellationToken) is { } socket)
                return new NetworkStream(socket, ownsSocket: true);
        }
    }

    private static async Task<Socket?> TryConnect(DnsEndPoint to, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Attempt);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(to, patience.Token);
            return socket;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            return null;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
