namespace Chat.Transfer;

/// <summary>
/// The finished file of an export, read from its grain chunk by chunk as the reader goes on: one chunk is in memory, wherever in the file it begins.
/// </summary>
internal sealed class ExportStream(ExportFile file, Func<int, CancellationToken, Task<byte[]?>> chunk) : Stream
{
    private byte[] _bytes = [];
    private int _number = -1;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => file.Length;

    public override long Position
    {
        get => _position;
        set => _position = value is >= 0 && value <= file.Length ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    /// <exception cref="IOException">The file was removed meanwhile.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= file.Length || buffer.Length == 0)
            return 0;
        var number = (int)(_position / file.ChunkBytes);
        if (number != _number)
        {
            _bytes = await chunk(number, cancellationToken) ?? throw new IOException("The file was removed while it was read.");
            _number = number;
        }
        var rest = _bytes.AsMemory((int)(_position % file.ChunkBytes));
        var count = Math.Min(rest.Length, buffer.Length);
        if (count == 0)
            throw new IOException("The file is shorter than it was.");
        rest[..count].CopyTo(buffer);
        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => file.Length + offset,
    };

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read it asynchronously.");

    public override void Flush()
    {
        // Nothing is ever written.
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
