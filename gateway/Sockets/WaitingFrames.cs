using System.Buffers;

namespace Chat.Sockets;

/// <summary>
/// What was sent while a flush was under way, in rented blocks. Every block ends where a frame ends, so that dropping all of them leaves a
/// whole stream. A pipe writer over a stream must not be written to during its flush, which is why these bytes cannot go there at once.
/// </summary>
internal sealed class WaitingFrames
{
    private const int BlockSize = 16 * 1024;

    private readonly Queue<Block> blocks = new();
    private Block? last;

    public bool IsEmpty => blocks.Count == 0;

    /// <summary>Bytes that wait.</summary>
    public int Length { get; private set; }

    /// <param name="frames">Whole frames.</param>
    public void Append(ReadOnlySpan<byte> frames)
    {
        if (last is null || last.Rest < frames.Length)
        {
            last = new Block(ArrayPool<byte>.Shared.Rent(Math.Max(BlockSize, frames.Length)));
            blocks.Enqueue(last);
        }
        last.Append(frames);
        Length += frames.Length;
    }

    /// <summary>Moves the oldest block into the writer and answers its bytes.</summary>
    public int MoveTo(IBufferWriter<byte> writer)
    {
        var block = Take();
        writer.Write(block.Written);
        var count = block.Written.Length;
        block.Return();
        return count;
    }

    public void Clear()
    {
        while (!IsEmpty)
            Take().Return();
    }

    private Block Take()
    {
        var block = blocks.Dequeue();
        if (IsEmpty)
            last = null;
        Length -= block.Written.Length;
        return block;
    }

    private sealed class Block(byte[] rented)
    {
        private int length;

        public int Rest => rented.Length - length;

        public ReadOnlySpan<byte> Written => rented.AsSpan(0, length);

        public void Append(ReadOnlySpan<byte> frames)
        {
            frames.CopyTo(rented.AsSpan(length));
            length += frames.Length;
        }

        public void Return() => ArrayPool<byte>.Shared.Return(rented);
    }
}
