using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;

namespace Chat.LoadTest.Sockets;

/// <summary>What a socket tells its owner, on the loop's thread.</summary>
internal interface ISocketOwner
{
    void OnText(ReadOnlySpan<byte> utf8);

    /// <param name="code">The close frame's, or 0 if the connection ended without one.</param>
    void OnClosed(int code);
}

/// <summary>
/// A client's side of RFC 6455 as far as servers of this kind use it: text, ping, close, no fragments. Holds no buffer while it is idle.
/// After <see cref="Open"/> everything happens on the loop's thread.
/// </summary>
internal sealed class WebSocketClient(EventLoop loop, Socket socket, ISocketOwner owner)
{
    private const byte Text = 1, Closing = 8, Ping = 9, Pong = 10;
    private const int MaxHeader = 14;

    private static uint maskSeed = 0x9E3779B9;

    private byte[]? _kept;
    private int _keptLength;
    private byte[]? _unsent;
    private int _unsentLength;
    private bool _isUpgraded;
    private bool _isEnded;
    private int _closeCode;

    public int Key { get; set; }

    public nint Descriptor => socket.Handle;

    /// <summary>Asks for the upgrade on a socket that is connected, and hands it to the loop, where the answer is read.</summary>
    public void Open(ReadOnlySpan<byte> request)
    {
        socket.NoDelay = true;
        socket.Send(request);
        socket.Blocking = false;
        loop.Post(() => loop.Serve(this));
    }

    public void SendText(ReadOnlySpan<byte> utf8) => Send(Text, utf8);

    /// <summary>Ends the connection without a word, as a lost network does; the owner is not told.</summary>
    public void Drop() => End();

    public void OnReady(byte[] buffer, bool isWritable)
    {
        if (isWritable)
            SendUnsent();
        while (!_isEnded && Receive(buffer))
        {
        }
    }

    /// <returns>True: there may be more at once.</returns>
    private bool Receive(byte[] buffer)
    {
        var start = _keptLength;
        if (_kept is { } kept)
        {
            kept.AsSpan(0, start).CopyTo(buffer);
            ArrayPool<byte>.Shared.Return(kept);
            (_kept, _keptLength) = (null, 0);
        }
        var count = socket.Receive(buffer.AsSpan(start), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
            count = 0;
        else if (count <= 0 || error != SocketError.Success)
        {
            Fail();
            return false;
        }
        var received = buffer.AsSpan(0, start + count);
        var used = Take(received);
        if (_isEnded)
            return false;
        Keep(received[used..]);
        return count == buffer.Length - start;
    }

    private void Keep(ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty)
            return;
        _kept = ArrayPool<byte>.Shared.Rent(rest.Length);
        rest.CopyTo(_kept);
        _keptLength = rest.Length;
    }

    private int Take(ReadOnlySpan<byte> received)
    {
        var used = 0;
        if (!_isUpgraded)
        {
            var end = received.IndexOf("\r\n\r\n"u8);
            if (end < 0)
                return 0;
            if (!received.StartsWith("HTTP/1.1 101 "u8))
            {
                Fail();
                return received.Length;
            }
            _isUpgraded = true;
            used = end + 4;
        }
        while (!_isEnded && TryFrame(received[used..], out var opcode, out var payload, out var size))
        {
            used += size;
            OnFrame(opcode, payload);
        }
        return used;
    }

    private static bool TryFrame(ReadOnlySpan<byte> bytes, out byte opcode, out ReadOnlySpan<byte> payload, out int size)
    {
        opcode = 0;
        payload = default;
        size = 0;
        if (bytes.Length < 2)
            return false;
        var head = bytes[1] switch { 126 => 4, 127 => 10, _ => 2 };
        if (bytes.Length < head)
            return false;
        var length = head switch
        {
            4 => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            10 => (long)BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]),
            _ => bytes[1],
        };
        if (bytes.Length - head < length)
            return false;
        // A fragment has no final bit: the opcode is none that is known then, and the socket fails.
        opcode = (bytes[0] & 0x80) != 0 ? (byte)(bytes[0] & 0x7F) : byte.MaxValue;
        payload = bytes.Slice(head, (int)length);
        size = head + (int)length;
        return true;
    }

    private void OnFrame(byte opcode, ReadOnlySpan<byte> payload)
    {
        switch (opcode)
        {
            case Text:
                owner.OnText(payload);
                break;
            case Ping:
                Send(Pong, payload);
                break;
            case Closing:
                _closeCode = payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload) : 1005;
                Send(Closing, payload.Length >= 2 ? payload[..2] : default);
                Fail();
                break;
            case Pong:
                break;
            default:
                Fail();
                break;
        }
    }

    private void Send(byte opcode, ReadOnlySpan<byte> payload)
    {
        if (_isEnded)
            return;
        var frame = ArrayPool<byte>.Shared.Rent(payload.Length + MaxHeader);
        var size = Encode(frame, opcode, payload);
        SendBytes(frame.AsSpan(0, size));
        ArrayPool<byte>.Shared.Return(frame);
    }

    private static int Encode(Span<byte> frame, byte opcode, ReadOnlySpan<byte> payload)
    {
        frame[0] = (byte)(0x80 | opcode);
        int head;
        if (payload.Length < 126)
        {
            frame[1] = (byte)(0x80 | payload.Length);
            head = 2;
        }
        else
        {
            frame[1] = 0x80 | 126;
            BinaryPrimitives.WriteUInt16BigEndian(frame[2..], checked((ushort)payload.Length));
            head = 4;
        }
        // Masks protect proxies from scripts in a browser; here any will do.
        maskSeed = maskSeed * 1664525 + 1013904223;
        var mask = frame.Slice(head, 4);
        BinaryPrimitives.WriteUInt32LittleEndian(mask, maskSeed);
        var body = frame.Slice(head + 4, payload.Length);
        for (var i = 0; i < payload.Length; i++)
            body[i] = (byte)(payload[i] ^ mask[i & 3]);
        return head + 4 + payload.Length;
    }

    private void SendBytes(ReadOnlySpan<byte> bytes)
    {
        if (_unsent is null)
        {
            var sent = socket.Send(bytes, SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
                sent = 0;
            else if (error != SocketError.Success)
                return;
            bytes = bytes[sent..];
            if (bytes.IsEmpty)
                return;
            loop.WatchWritable(this, true);
        }
        var grown = new byte[_unsentLength + bytes.Length];
        _unsent?.AsSpan(0, _unsentLength).CopyTo(grown);
        bytes.CopyTo(grown.AsSpan(_unsentLength));
        (_unsent, _unsentLength) = (grown, grown.Length);
    }

    private void SendUnsent()
    {
        if (_unsent is not { } waiting)
            return;
        (_unsent, _unsentLength) = (null, 0);
        loop.WatchWritable(this, false);
        SendBytes(waiting);
    }

    private void Fail()
    {
        if (_isEnded)
            return;
        End();
        owner.OnClosed(_closeCode);
    }

    private void End()
    {
        if (_isEnded)
            return;
        _isEnded = true;
        loop.Release(this);
        socket.Dispose();
        if (_kept is { } kept)
            ArrayPool<byte>.Shared.Return(kept);
        _kept = null;
    }
}
