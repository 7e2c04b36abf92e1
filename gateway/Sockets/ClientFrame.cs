using System.Buffers;
using System.Buffers.Binary;

namespace Chat.Sockets;

/// <summary>Why a frame is refused: the fault as the session hears it, and what the close frame says.</summary>
internal readonly record struct FrameViolation(SocketFault Fault, int CloseCode, string Reason)
{
    public static FrameViolation Protocol(string reason) => new(SocketFault.Protocol, CloseCodes.ProtocolError, reason);

    public static FrameViolation Binary() => new(SocketFault.Binary, CloseCodes.UnsupportedData, "only text is understood");

    public static FrameViolation NotUtf8(string reason) => new(SocketFault.InvalidUtf8, CloseCodes.InvalidPayload, reason);

    public static FrameViolation TooLarge(int limit) =>
        new(SocketFault.MessageTooLarge, CloseCodes.MessageTooBig, $"a message is longer than {limit} bytes");
}

/// <summary>How far a header could be read.</summary>
internal enum HeaderRead
{
    /// <summary>The header is whole and, for what it says itself, lawful.</summary>
    Whole,

    /// <summary>More bytes are needed; nothing is wrong so far.</summary>
    NeedMore,

    /// <summary>The header breaks a rule.</summary>
    Violates,
}

/// <summary>The header of one client frame (RFC 6455, section 5.2), two to fourteen bytes.</summary>
internal readonly struct ClientFrame
{
    private const int MaxHeaderSize = 14;

    public bool IsFinal { get; private init; }

    public byte Opcode { get; private init; }

    /// <summary>Bytes of payload.</summary>
    public long Length { get; private init; }

    /// <summary>The masking key as it lies in memory.</summary>
    public uint Mask { get; private init; }

    /// <summary>Bytes before the payload.</summary>
    public int HeaderSize { get; private init; }

    public bool IsControl => Opcodes.IsControl(Opcode);

    /// <summary>
    /// Reads a header strictly. A broken rule is told as soon as the bytes that break it are there, before the rest of the header is.
    /// </summary>
    public static HeaderRead TryRead(in ReadOnlySequence<byte> buffer, out ClientFrame frame, out FrameViolation violation)
    {
        frame = default;
        violation = default;
        Span<byte> copy = stackalloc byte[MaxHeaderSize];
        var header = Front(buffer, copy);
        if (header.Length < 2)
            return HeaderRead.NeedMore;

        var opcode = (byte)(header[0] & 0x0F);
        var isFinal = (header[0] & 0x80) != 0;
        var shortLength = header[1] & 0x7F;
        var fault = FaultOfStart(header[0], header[1], opcode, isFinal, shortLength);
        if (fault is not null)
        {
            violation = FrameViolation.Protocol(fault);
            return HeaderRead.Violates;
        }

        if (!TryReadLength(header, shortLength, out var length, out var lengthEnd))
            return HeaderRead.NeedMore;
        if (length < 0 || (shortLength == 126 && length < 126) || (shortLength == 127 && length <= ushort.MaxValue))
        {
            violation = FrameViolation.Protocol("a length is not in its shortest form");
            return HeaderRead.Violates;
        }

        var isWhole = header.Length >= lengthEnd + sizeof(uint);
        frame = new ClientFrame
        {
            IsFinal = isFinal,
            Opcode = opcode,
            Length = length,
            Mask = isWhole ? BitConverter.ToUInt32(header[lengthEnd..]) : 0,
            HeaderSize = lengthEnd + sizeof(uint),
        };
        return isWhole ? HeaderRead.Whole : HeaderRead.NeedMore;
    }

    /// <summary>
    /// The size of whatever frame lies at the front, lawful or not, for skipping what follows a refused frame. False: more bytes are needed.
    /// A length beyond 63 bits has no end that could be waited for, and is answered as the largest there is.
    /// </summary>
    public static bool TryReadSize(in ReadOnlySequence<byte> buffer, out byte opcode, out long size)
    {
        opcode = 0;
        size = 0;
        Span<byte> copy = stackalloc byte[MaxHeaderSize];
        var header = Front(buffer, copy);
        if (header.Length < 2)
            return false;
        opcode = (byte)(header[0] & 0x0F);
        if (!TryReadLength(header, header[1] & 0x7F, out var length, out var lengthEnd))
            return false;
        var headerSize = lengthEnd + ((header[1] & 0x80) != 0 ? sizeof(uint) : 0);
        size = length < 0 || length > long.MaxValue - headerSize ? long.MaxValue : length + headerSize;
        return true;
    }

    private static string? FaultOfStart(byte first, byte second, byte opcode, bool isFinal, int shortLength)
    {
        if ((first & 0x70) != 0)
            return "a reserved bit is set";
        if (opcode is > Opcodes.Binary and < Opcodes.Close or > Opcodes.Pong)
            return "an opcode is reserved";
        if ((second & 0x80) == 0)
            return "a frame is not masked";
        if (Opcodes.IsControl(opcode) && !isFinal)
            return "a control frame is fragmented";
        if (Opcodes.IsControl(opcode) && shortLength > 125)
            return "a control frame is longer than 125 bytes";
        return null;
    }

    private static bool TryReadLength(ReadOnlySpan<byte> header, int shortLength, out long length, out int end)
    {
        (length, end) = (shortLength, shortLength switch { 126 => 4, 127 => 10, _ => 2 });
        if (header.Length < end)
            return false;
        if (shortLength == 126)
            length = BinaryPrimitives.ReadUInt16BigEndian(header[2..]);
        else if (shortLength == 127)
            length = BinaryPrimitives.ReadInt64BigEndian(header[2..]);
        return true;
    }

    private static ReadOnlySpan<byte> Front(in ReadOnlySequence<byte> buffer, Span<byte> copy)
    {
        var wanted = (int)Math.Min(buffer.Length, MaxHeaderSize);
        if (buffer.FirstSpan.Length >= wanted)
            return buffer.FirstSpan[..wanted];
        buffer.Slice(0, wanted).CopyTo(copy);
        return copy[..wanted];
    }
}
