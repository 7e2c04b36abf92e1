using System.IO.Hashing;

namespace Chat.Transfer.Archive;

/// <summary>
/// An entry as it is inflated: its bytes are counted and its CRC-32 is taken, so that an entry that is damaged, or longer or shorter than it says, is an
/// error at its end and never a shorter list.
/// </summary>
internal sealed class CheckedStream(Stream inflated, string entry, long length, uint crc) : Stream
{
    private readonly Crc32 _crc = new();
    private long _count;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count;
        try
        {
            count = await inflated.ReadAsync(buffer, cancellationToken);
        }
        catch (InvalidDataException)
        {
            throw Damaged();
        }
        Take(buffer.Span[..count]);
        if (count == 0 && buffer.Length > 0 && (_count != length || _crc.GetCurrentHashAsUInt32() != crc))
            throw Damaged();
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await inflated.DisposeAsync();
        await base.DisposeAsync();
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        _count += bytes.Length;
        if (_count > length)
            throw Damaged();
        _crc.Append(bytes);
    }

    private ArchiveException Damaged() => ArchiveException.NotAnArchive(
        $"The entry {entry} is damaged: its bytes do not have the length and checksum that the archive names. Take the export again, or upload it again.");
}
