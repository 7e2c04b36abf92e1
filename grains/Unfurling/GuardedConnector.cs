using System.Net;
using System.Net.Sockets;

namespace Chat.Unfurling;

/// <summary>
/// Opens the sockets of all look-ups. What a name means is asked here and nowhere else, and the socket is connected to the very addresses that were
/// judged: a name that answers differently a moment later gains nothing.
/// </summary>
internal sealed class GuardedConnector(IHostResolver resolver, AddressRules rules)
{
    /// <summary>For one of several addresses, so that a dead one leaves time for the next.</summary>
    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(1.5);

    /// <exception cref="PageRefusedException">One of the name's addresses is not allowed: then none is tried, since such a name means to deceive.</exception>
    /// <exception cref="SocketException">No address answers.</exception>
    public async ValueTask<Stream> Connect(DnsEndPoint target, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(target.Host, out var literal) ? [literal] : await resolver.ResolveAsync(target.Host, cancellationToken);
        foreach (var address in addresses)
        {
            if (!rules.Allows(address))
                throw new PageRefusedException("the host has an address that is not public");
        }
        Exception fault = new SocketException((int)SocketError.HostNotFound);
        for (var i = 0; i < addresses.Length; i++)
        {
            try
            {
                return await Open(new IPEndPoint(addresses[i], target.Port), isLast: i == addresses.Length - 1, cancellationToken);
            }
            catch (Exception e) when (e is SocketException || e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                fault = e;
            }
        }
        throw fault is SocketException ? fault : new SocketException((int)SocketError.TimedOut);
    }

    private static async Task<Stream> Open(IPEndPoint address, bool isLast, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (!isLast)
                bound.CancelAfter(Attempt);
            await socket.ConnectAsync(address, bound.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
