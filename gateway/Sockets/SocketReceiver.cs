using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace Chat.Sockets;

/// <summary>
/// Reads one socket's frames, strictly by RFC 6455, and hands its messages to the session. Between messages it holds no buffer: the carrier
/// rents one only when bytes are there.
/// </summary>
/// <param name="session">Null: the socket closes already, and what comes is skipped.</param>
internal sealed partial class SocketReceiver(SocketConnection connection, ISocketSession? session, SocketServices services)
{
    private MessageBuffer? fragments;
    private long skip;
    private bool skipsClose;
    private bool isDone;

    /// <summary>
    /// Reads until both sides have closed, the time for that is up, or the client is gone. The last is answered with false: what was sent may
    /// not arrive.
    /// </summary>
    public async Task<bool> RunAsync(PipeReader input)
    {
        try
        {
            while (true)
            {
                var read = await input.ReadAsync().ConfigureAwait(false);
                if (read.IsCanceled)
                    return true;
                var isLast = read.IsCompleted;
                var before = read.Buffer.Length;
                connection.Received();
                var rest = await ConsumeAsync(read.Buffer).ConfigureAwait(false);
                services.Metrics.Received(before - rest.Length);
                input.AdvanceTo(rest.Start, rest.End);
                if (isDone)
                    return true;
                if (isLast)
                    return false;
            }
        }
        finally
        {
            fragments?.Dispose();
        }
    }

    /// <summary>Takes all whole frames from the front of the buffer and answers what is left.</summary>
    private async ValueTask<ReadOnlySequence<byte>> ConsumeAsync(ReadOnlySequence<byte> buffer)
    {
        while (!isDone)
        {
            if (connection.IsClosed)
                return Skip(buffer);
            var header = ClientFrame.TryRead(buffer, out var frame, out var violation);
            if (header == HeaderRead.NeedMore)
                return buffer;
            if (header == HeaderRead.Violates || !IsAllowed(frame, out violation))
            {
                // The frame stays in the buffer: it is the first that is skipped.
                await RejectAsync(violation).ConfigureAwait(false);
                continue;
            }
            if (buffer.Length < frame.HeaderSize + frame.Length)
                return buffer;
            var payload = buffer.Slice(frame.HeaderSize, frame.Length);
            buffer = buffer.Slice(payload.End);
            if (frame.IsControl)
                await TakeControlAsync(frame, payload).ConfigureAwait(false);
            else
                await TakeDataAsync(frame, payload).ConfigureAwait(false);
        }
        return buffer.Slice(buffer.End);
    }

    /// <summary>What only the frames before can tell. Asked before the payload is waited for, so that a length costs nothing.</summary>
    private bool IsAllowed(in ClientFrame frame, out FrameViolation violation)
    {
        violation = default;
        if (frame.IsControl)
            return true;
        if (frame.Opcode == Opcodes.Continuation && fragments is null)
            violation = FrameViolation.Protocol("there is nothing to continue");
        else if (frame.Opcode != Opcodes.Continuation && fragments is not null)
            violation = FrameViolation.Protocol("a message begins inside another");
        else if (frame.Opcode == Opcodes.Binary)
            violation = FrameViolation.Binary();
        else if (frame.Length > services.Options.MaxMessageBytes - (fragments?.Length ?? 0))
            violation = FrameViolation.TooLarge(services.Options.MaxMessageBytes);
        else
            return true;
        return false;
    }

    private ValueTask TakeDataAsync(in ClientFrame frame, in ReadOnlySequence<byte> payload)
    {
        if (frame.IsFinal && fragments is null && payload.IsSingleSegment)
        {
            // The bytes are read once and by nobody else, so the mask comes off where they lie.
            var message = MemoryMarshal.AsMemory(payload.First);
            Masking.Apply(message.Span, frame.Mask);
            return DeliverAsync(message);
        }
        fragments ??= new MessageBuffer();
        fragments.Append(payload, frame.Mask);
        return frame.IsFinal ? DeliverFragmentsAsync() : ValueTask.CompletedTask;
    }

    private async ValueTask DeliverFragmentsAsync()
    {
        using var message = fragments!;
        fragments = null;
        await DeliverAsync(message.Message).ConfigureAwait(false);
    }

    private async ValueTask DeliverAsync(ReadOnlyMemory<byte> message)
    {
        if (!Utf8.IsValid(message.Span))
        {
            await RejectAsync(FrameViolation.NotUtf8("a text message is not UTF-8")).ConfigureAwait(false);
            return;
        }
        services.Metrics.Message();
        connection.Serve(true);
        try
        {
            await session!.OnText(message).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Fail(e);
        }
        finally
        {
            connection.Serve(false);
        }
    }

    private ValueTask TakeControlAsync(in ClientFrame frame, in ReadOnlySequence<byte> payload)
    {
        Span<byte> content = stackalloc byte[(int)frame.Length];
        payload.CopyTo(content);
        Masking.Apply(content, frame.Mask);
        switch (frame.Opcode)
        {
            case Opcodes.Ping:
                connection.Pong(content);
                break;
            case Opcodes.Pong when content.Length == sizeof(long):
                TakePong(BinaryPrimitives.ReadInt64BigEndian(content));
                break;
            case Opcodes.Close:
                return TakeClose(content);
        }
        return ValueTask.CompletedTask;
    }

    private void TakePong(long token)
    {
        try
        {
            session!.OnPong(token);
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    private ValueTask TakeClose(ReadOnlySpan<byte> content)
    {
        // Nothing lawful can follow, whether the frame itself is or not.
        isDone = true;
        if (content.IsEmpty)
        {
            connection.ClosedByPeer(CloseCodes.NoStatus);
            return ValueTask.CompletedTask;
        }
        if (content.Length == 1)
            return RejectAsync(FrameViolation.Protocol("a close frame has half a code"));
        var code = BinaryPrimitives.ReadUInt16BigEndian(content);
        if (!CloseCodes.IsSendable(code))
            return RejectAsync(FrameViolation.Protocol("a close code may not be sent"));
        if (!Utf8.IsValid(content[2..]))
            return RejectAsync(FrameViolation.NotUtf8("a close reason is not UTF-8"));
        connection.ClosedByPeer(code);
        return ValueTask.CompletedTask;
    }

    private async ValueTask RejectAsync(FrameViolation violation)
    {
        services.Metrics.Rejected(violation.Fault);
        LogRejected(services.Log, connection.Id, violation.Fault, violation.Reason);
        try
        {
            if (session is not null)
                await session.OnRejected(violation.Fault).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Fail(e);
        }
        connection.Close(violation.CloseCode, violation.Reason);
    }

    private void Fail(Exception e)
    {
        LogSessionFailed(services.Log, e, connection.Id);
        connection.Close(CloseCodes.InternalError, "the server failed");
    }

    /// <summary>
    /// After our close frame: passes over everything, keeping step with the frames, until the client's close frame. Leaving earlier, with bytes
    /// unread, would make the network stack discard the close frame that the client has yet to see.
    /// </summary>
    private ReadOnlySequence<byte> Skip(ReadOnlySequence<byte> buffer)
    {
        while (!buffer.IsEmpty && !isDone)
        {
            if (skip == 0)
            {
                if (!ClientFrame.TryReadSize(buffer, out var opcode, out skip))
                    break;
                skipsClose = opcode == Opcodes.Close;
            }
            var step = Math.Min(skip, buffer.Length);
            buffer = buffer.Slice(step);
            // A frame without end is skipped until the time for closing is up.
            if (skip != long.MaxValue)
                skip -= step;
            isDone = skipsClose && skip == 0;
        }
        return buffer;
    }
}
