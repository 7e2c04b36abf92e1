using System.Buffers.Binary;
using System.Text.Unicode;

namespace Chat.Sockets;

/// <summary>
/// Complete server frames (RFC 6455, section 5.2): final, not masked, no extension. A frame is built once and the same bytes go to every
/// socket; several frames may be joined and sent as one.
/// </summary>
public static class ServerFrame
{
    /// <summary>Bytes of <see cref="Ping"/>.</summary>
    internal const int PingSize = 2 + sizeof(long);

    /// <summary>The largest pong.</summary>
    internal const int MaxControlSize = 2 + MaxControlPayload;

    private const int MaxControlPayload = 125;

    /// <summary>Two to ten header bytes and the payload.</summary>
    public static byte[] Text(ReadOnlySpan<byte> payload)
    {
        var frame = new byte[TextSize(payload.Length)];
        WriteText(frame, payload);
        return frame;
    }

    /// <summary>Bytes of the frame around a payload of this length.</summary>
    public static int TextSize(int payloadLength) => HeaderSize(payloadLength) + payloadLength;

    /// <summary>Writes a text frame to the front of a buffer of at least <see cref="TextSize"/> bytes and answers how many it took.</summary>
    public static int WriteText(Span<byte> destination, ReadOnlySpan<byte> payload)
    {
        var header = WriteHeader(destination, Opcodes.Text, payload.Length);
        payload.CopyTo(destination[header..]);
        return header + payload.Length;
    }

    /// <summary>A ping whose pong carries the token back: 8 bytes, big-endian.</summary>
    public static byte[] Ping(long token)
    {
        var frame = new byte[PingSize];
        WritePing(frame, token);
        return frame;
    }

    /// <summary>A close frame. The reason is cut to the 123 bytes that fit, between two characters.</summary>
    public static byte[] Close(int code, string reason)
    {
        Span<byte> text = stackalloc byte[MaxControlPayload - 2];
        Utf8.FromUtf16(reason, text, out _, out var length);
        var frame = new byte[4 + length];
        WriteHeader(frame, Opcodes.Close, 2 + length);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)code);
        text[..length].CopyTo(frame.AsSpan(4));
        return frame;
    }

    /// <summary>A ping without a token, which keeps the connection alive and tells the session nothing.</summary>
    internal static ReadOnlySpan<byte> KeepAlive => [0x80 | Opcodes.Ping, 0];

    /// <summary>The answer to a close frame without a code.</summary>
    internal static ReadOnlySpan<byte> EmptyClose => [0x80 | Opcodes.Close, 0];

    internal static void WritePing(Span<byte> destination, long token)
    {
        WriteHeader(destination, Opcodes.Ping, sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(destination[2..], token);
    }

    /// <summary>Writes a pong with at most 125 bytes of payload and answers its size.</summary>
    internal static int WritePong(Span<byte> destination, ReadOnlySpan<byte> payload)
    {
        var header = WriteHeader(destination, Opcodes.Pong, payload.Length);
        payload.CopyTo(destination[header..]);
        return header + payload.Length;
    }

    private static int HeaderSize(int payloadLength) => payloadLength switch
    {
        <= MaxControlPayload => 2,
        <= ushort.MaxValue => 4,
        _ => 10,
    };

    private static int WriteHeader(Span<byte> destination, byte opcode, int payloadLength)
    {
        var size = HeaderSize(payloadLength);
        destination[0] = (byte)(0x80 | opcode);
        switch (size)
        {
            case 2:
                destination[1] = (byte)payloadLength;
                break;
            case 4:
                destination[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)payloadLength);
                break;
            default:
                destination[1] = 127;
                BinaryPrimitives.WriteInt64BigEndian(destination[2..], payloadLength);
                break;
        }
        return size;
    }
}
