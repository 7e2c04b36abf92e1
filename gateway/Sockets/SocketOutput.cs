using System.Buffers;
using System.IO.Pipelines;

namespace Chat.Sockets;

/// <summary>What became of bytes that were to be sent.</summary>
internal enum SendOutcome
{
    Sent,

    /// <summary>The socket closes or has closed.</summary>
    Closed,

    /// <summary>Ephemeral, and too much waits already.</summary>
    Dropped,

    /// <summary>More waits than a reader may be behind; nothing was taken.</summary>
    Overflowed,
}

/// <summary>
/// The one place that writes to a carrier. Whoever sends writes and flushes under a small lock; usually the flush completes at once and that
/// is all: no queue, task or timer. While a flush is held up by a slow reader, frames wait here, counted, and follow block by block.
/// </summary>
internal sealed class SocketOutput(SocketCarrier carrier, TimeProvider clock)
{
    private enum Phase : byte
    {
        Open,

        /// <summary>A close frame is the last that was taken.</summary>
        Closing,

        /// <summary>Nothing may be written to the carrier any more.</summary>
        Ended,
    }

    private readonly Lock gate = new();
    private WaitingFrames? waiting;
    private Task flushed = Task.CompletedTask;
    private TaskCompletionSource? progress;
    private long flushingSince;
    private long closingSince;
    private int pending;
    private Phase phase;
    private bool isFlushing;

    /// <summary>Bytes sent and not yet taken by the network (which itself may hold as much as its own buffers do).</summary>
    public int PendingBytes => Volatile.Read(ref pending);

    public bool IsClosed
    {
        get
        {
            lock (gate)
                return phase != Phase.Open;
        }
    }

    /// <summary>Completes when no flush is under way.</summary>
    public Task Flushed
    {
        get
        {
            lock (gate)
                return flushed;
        }
    }

    /// <summary>Never blocks on the network.</summary>
    /// <param name="frames">Whole frames.</param>
    /// <param name="limit">What may be pending already (ephemeral) or with these (lasting).</param>
    /// <param name="ephemeral">Dropped above the limit instead of overflowing.</param>
    public SendOutcome Send(ReadOnlySpan<byte> frames, int limit, bool ephemeral)
    {
        lock (gate)
        {
            if (phase != Phase.Open)
                return SendOutcome.Closed;
            if (ephemeral && pending > limit)
                return SendOutcome.Dropped;
            // What alone exceeds the limit is the sender's doing, not the reader's.
            if (!ephemeral && pending > 0 && (long)pending + frames.Length > limit)
                return SendOutcome.Overflowed;
            Write(frames);
            return phase == Phase.Ended ? SendOutcome.Closed : SendOutcome.Sent;
        }
    }

    /// <summary>Takes the last frame. False: one was taken before.</summary>
    /// <param name="dropWaiting">Forgets what waits for the reader, so that the close frame comes next.</param>
    public bool Close(ReadOnlySpan<byte> closeFrame, bool dropWaiting)
    {
        lock (gate)
        {
            if (phase != Phase.Open)
                return false;
            if (dropWaiting)
                DropWaiting();
            phase = Phase.Closing;
            closingSince = clock.GetTimestamp();
            Write(closeFrame);
            return true;
        }
    }

    /// <summary>Nothing is written after this; a flush under way still ends by itself. Answers whether one is.</summary>
    public bool End()
    {
        lock (gate)
        {
            EndLocked();
            return isFlushing;
        }
    }

    /// <summary>Waits until less is pending, for what must not overflow however much it is (a replay). False: closed.</summary>
    public async ValueTask<bool> WhenBelowAsync(int bytes, CancellationToken ct)
    {
        while (true)
        {
            Task moved;
            lock (gate)
            {
                if (phase != Phase.Open)
                    return false;
                if (pending < bytes || pending == 0)
                    return true;
                progress ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                moved = progress.Task;
            }
            await moved.WaitAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// For the keeper: how long the present flush is held up, and how long the answer to a close frame has been due. Null: neither is.
    /// </summary>
    public (TimeSpan? FlushHeldUp, TimeSpan? CloseDue) Overdue(long now)
    {
        lock (gate)
        {
            if (isFlushing)
                return (clock.GetElapsedTime(flushingSince, now), null);
            return phase == Phase.Open ? (null, null) : (null, clock.GetElapsedTime(closingSince, now));
        }
    }

    private void Write(ReadOnlySpan<byte> frames)
    {
        pending += frames.Length;
        if (isFlushing)
        {
            (waiting ??= new WaitingFrames()).Append(frames);
            return;
        }
        try
        {
            carrier.Output.Write(frames);
            Flush();
        }
        catch (Exception e) when (IsGone(e))
        {
            Break();
        }
    }

    private void Flush()
    {
        var flush = carrier.Output.FlushAsync();
        if (flush.IsCompletedSuccessfully)
        {
            pending = 0;
            if (flush.Result.IsCompleted)
                EndLocked();
            return;
        }
        isFlushing = true;
        flushingSince = clock.GetTimestamp();
        flushed = FinishFlushAsync(flush);
    }

    private async Task FinishFlushAsync(ValueTask<FlushResult> flush)
    {
        while (true)
        {
            var isGone = false;
            try
            {
                var result = await flush.ConfigureAwait(false);
                isGone = result.IsCompleted;
            }
            catch (Exception e) when (IsGone(e))
            {
                isGone = true;
            }
            lock (gate)
            {
                if (isGone)
                    Break();
                pending = waiting?.Length ?? 0;
                progress?.TrySetResult();
                progress = null;
                flushingSince = closingSince = clock.GetTimestamp();
                if (waiting is null || waiting.IsEmpty)
                {
                    waiting = null;
                    isFlushing = false;
                    return;
                }
                try
                {
                    // One block at a time, so that the bound on a flush is a bound on progress.
                    waiting.MoveTo(carrier.Output);
                    flush = carrier.Output.FlushAsync();
                }
                catch (Exception e) when (IsGone(e))
                {
                    Break();
                    isFlushing = false;
                    return;
                }
            }
        }
    }

    private void Break()
    {
        EndLocked();
        carrier.Abort();
    }

    private void EndLocked()
    {
        DropWaiting();
        if (phase == Phase.Open)
            closingSince = clock.GetTimestamp();
        phase = Phase.Ended;
        progress?.TrySetResult();
        progress = null;
    }

    private void DropWaiting()
    {
        pending -= waiting?.Length ?? 0;
        waiting?.Clear();
    }

    /// <summary>How carriers say that the other side is gone or that they have been completed.</summary>
    private static bool IsGone(Exception e) => e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;
}
