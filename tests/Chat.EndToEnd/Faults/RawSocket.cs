using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Faults;

/// <summary>A WebSocket by hand: sends whatever bytes a test likes, and reads only if it likes.</summary>
internal sealed class RawSocket : IDisposable
{
    private readonly Socket socket;

    private RawSocket(Socket socket) => this.socket = socket;

    /// <param name="receiveBuffer">Bytes that the kernel takes for a client that does not read; 0: as usual.</param>
    public static async Task<RawSocket> OpenAsync(TestTeam team, string user, int receiveBuffer = 0)
    {
        var address = await RtmClient.TicketAsync(team.Api, team[user].Token);
        var raw = await DialAsync(address, receiveBuffer);
        await raw.SendAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"GET {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")));
        return raw;
    }

    /// <summary>A connection over which nothing has been said.</summary>
    public static async Task<RawSocket> DialAsync(Uri address, int receiveBuffer = 0)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer > 0)
            socket.ReceiveBufferSize = receiveBuffer;
        await socket.ConnectAsync(address.Host, address.Port);
        return new RawSocket(socket);
    }

    /// <summary>A client's frame, masked with zeros, which leave the payload as it is.</summary>
    public static byte[] Frame(byte first, ReadOnlySpan<byte> payload, long? claimedLength = null)
    {
        var length = claimedLength ?? payload.Length;
        var header = new byte[length < 126 ? 6 : length <= ushort.MaxValue ? 8 : 14];
        header[0] = first;
        if (length < 126)
            header[1] = (byte)(0x80 | length);
        else if (length <= ushort.MaxValue)
            (header[1], header[2], header[3]) = (0x80 | 126, (byte)(length >> 8), (byte)length);
        else
        {
            header[1] = 0x80 | 127;
            BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(2), length);
        }
        return [.. header, .. payload];
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken until = default)
    {
        while (bytes.Length > 0)
            bytes = bytes[await socket.SendAsync(bytes, until)..];
    }

    /// <summary>Reads and forgets until the server ends the connection; answers the number of bytes.</summary>
    public async Task<long> DrainAsync(CancellationToken until = default)
    {
        var buffer = new byte[64 * 1024];
        long total = 0;
        try
        {
            while (await socket.ReceiveAsync(buffer, until) is > 0 and var count)
                total += count;
        }
        catch (SocketException)
        {
            // Reset: an end as well.
        }
        return total;
    }

    /// <summary>Reads and forgets until this text has come; false: the connection ended before.</summary>
    public async Task<bool> ReadUntilAsync(string text, CancellationToken until = default)
    {
        var wanted = Encoding.UTF8.GetBytes(text);
        var buffer = new byte[64 * 1024];
        var kept = 0;
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(kept), until) is > 0 and var count)
            {
                var here = buffer.AsSpan(0, kept + count);
                if (here.IndexOf(wanted) >= 0)
                    return true;
                // The text may be cut in two.
                kept = Math.Min(here.Length, wanted.Length - 1);
                here[^kept..].CopyTo(buffer);
            }
        }
        catch (SocketException)
        {
            // Reset: an end as well.
        }
        return false;
    }

    public void Dispose() => socket.Dispose();
}
