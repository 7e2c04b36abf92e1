using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Web;
using Chat.LoadTest.Sockets;

namespace Chat.LoadTest.Target;

/// <summary>Opens sessions: rtm.connect, then the socket that it names, then hello.</summary>
internal sealed class Connector(Server server, EventLoop loop)
{
    private static readonly TimeSpan HelloBound = TimeSpan.FromSeconds(30);
    private int _sources;

    /// <summary>Opens all of them, so many at once.</summary>
    /// <returns>How many did not resume, which says something only when they had a position.</returns>
    public async Task<int> OpenAll(IEnumerable<Member> members, int atOnce)
    {
        var notResumed = 0;
        await Parallel.ForEachAsync(members, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (member, _) =>
        {
            if (!await Open(member))
                Interlocked.Increment(ref notResumed);
        });
        return notResumed;
    }

    /// <summary>Opens a member's session at its own position if it has one.</summary>
    /// <returns>Whether the session was resumed.</returns>
    public async Task<bool> Open(Member member)
    {
        using var answer = await member.Api.Call("rtm.connect", member.Account.Token, ("presence_sub", "true"));
        var address = new Uri(answer.RootElement.GetProperty("url").GetString()!);
        return await Open(member, address);
    }

    /// <summary>Opens a member's session at an address.</summary>
    public async Task<bool> Open(Member member, Uri address)
    {
        var offset = member.Position;
        if (offset.Length == 0)
            offset = HttpUtility.ParseQueryString(address.Query)["offset"] ?? "";
        var socket = await Connect(address);
        var client = new WebSocketClient(loop, socket, member);
        var hello = member.Expect(client, offset);
        var query = offset.Length == 0 ? "" : "?offset=" + Uri.EscapeDataString(offset);
        // The key is RFC 6455's example: the answer to it proves nothing that matters here.
        client.Open(Encoding.ASCII.GetBytes(
            $"GET {address.AbsolutePath}{query} HTTP/1.1\r\nHost: {address.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"));
        return await hello.WaitAsync(HelloBound);
    }

    /// <summary>Connects without the runtime's socket engine, which would go on watching the socket beside the loop.</summary>
    private async Task<Socket> Connect(Uri address)
    {
        if (address.Scheme is not ("ws" or "http"))
            throw new NotSupportedException($"{address.Scheme}: this client speaks no TLS; give the address of a gateway behind what terminates it.");
        var addresses = await Dns.GetHostAddressesAsync(address.Host);
        var target = addresses.FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0];
        var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (server.SourceAddresses > 0 && target.AddressFamily == AddressFamily.InterNetwork && IPAddress.IsLoopback(target))
            {
                var source = (uint)Interlocked.Increment(ref _sources) % (uint)server.SourceAddresses;
                socket.Bind(new IPEndPoint(new IPAddress([127, 0, 0, (byte)(1 + source)]), 0));
            }
            socket.Connect(target, address.Port);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
