using System.Net;
using System.Net.Sockets;

namespace Chat.EndToEnd.Harness;

/// <summary>
/// Loopback ports that nothing listens on. Taken below the system's ephemeral range, so that a port stays free for a server that is
/// restarted on it: no outgoing connection can be given it meanwhile.
/// </summary>
public static class FreePorts
{
    private const int First = 12_000;
    private const int Count = 18_000;

    private static readonly Lock Gate = new();
    private static int next = Environment.ProcessId * 97 % Count;

    public static int Take()
    {
        lock (Gate)
        {
            for (var tries = 0; tries < Count; tries++)
            {
                next = (next + 1) % Count;
                if (IsFree(First + next))
                    return First + next;
            }
        }
        throw new InvalidOperationException($"No port between {First} and {First + Count} is free.");
    }

    private static bool IsFree(int port)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
