namespace Chat.Transfer.Archive;

/// <summary>
/// A stored file as a stream that can be read anywhere. Keeps a few chunks: the reader of a zip is at the directory in its end and in one entry, and goes
/// on from there.
/// </summary>
/// <param name="bytes">Length of the file.</param>
/// <param name="read">Answers chunk n, all of <see cref="TransferFile.ChunkBytes"/> but the last.</param>
internal sealed class ChunkStream(long bytes, Func<int, CancellationToken, Task<byte[]>> read) : Stream
{
    private const int Kept = 6;

    private readonly LinkedList<(int N, byte[] Data)> _recent = [];
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => bytes;

    public override long Position
    {
        get => _position;
        set => _position = value < 0 ? throw new IOException("A position is not negative.") : value;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= bytes || buffer.IsEmpty)
            return 0;
        var n = (int)(_position / TransferFile.ChunkBytes);
        var chunk = Recent(n) ?? Keep(n, await read(n, cancellationToken));
        return Copy(chunk, buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>What reads a zip asynchronously still takes a byte now and then; those are in a chunk that is here, or the thread waits for it.</summary>
    public override int Read(Span<byte> buffer)
    {
        if (_position >= bytes || buffer.IsEmpty)
            return 0;
        var n = (int)(_position / TransferFile.ChunkBytes);
        var chunk = Recent(n) ?? Keep(n, read(n, CancellationToken.None).GetAwaiter().GetResult());
        return Copy(chunk, buffer);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => bytes + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Copy(byte[] chunk, Span<byte> buffer)
    {
        var offset = (int)(_position % TransferFile.ChunkBytes);
        var count = (int)Math.Min(Math.Min(buffer.Length, chunk.Length - offset), bytes - _position);
        if (count <= 0)
            throw new IOException("A chunk of the stored file is shorter than it was written.");
        chunk.AsSpan(offset, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    private byte[]? Recent(int n)
    {
        for (var node = _recent.First; node is not null; node = node.Next)
        {
            if (node.Value.N != n)
                continue;
            if (node != _recent.First)
            {
                _recent.Remove(node);
                _recent.AddFirst(node);
            }
            return node.Value.Data;
        }
        return null;
    }

    private byte[] Keep(int n, byte[] data)
    {
        if (_recent.Count == Kept)
            _recent.RemoveLast();
        _recent.AddFirst((n, data));
        return data;
    }
}
