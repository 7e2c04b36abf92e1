using System.Buffers;
using System.IO.Compression;
using System.IO.Hashing;

namespace Chat.Transfer.Exporting;

/// <summary>
/// Writes a zip forward only, and can go on between two entries where another process ended. In memory is what one entry's compressor holds, however many
/// entries there are: the archive's directory grows in a file of its own and is copied to the end.
/// </summary>
/// <param name="archive">The file.</param>
/// <param name="directory">The file for the directory; what it holds already is not the directory's.</param>
/// <param name="time">Every entry's.</param>
internal sealed class ArchiveWriter(ChunkWriter archive, ChunkWriter directory, DateTimeOffset time) : IDisposable
{
    /// <summary>
    /// JSON of this kind shrinks to a sixth with it, for a third of the time that the thorough one takes for a seventh; people chat on the same machine.
    /// </summary>
    private const CompressionLevel Level = CompressionLevel.Fastest;

    /// <summary>Deflated bytes that wait before they are passed on.</summary>
    private const int Pending = 64 * 1024;

    private readonly MemoryStream _packed = new();
    private readonly Crc32 _crc = new();
    private DeflateStream? _deflate;
    private string _name = "";
    private long _begin;
    private long _dataBegin;
    private long _size;

    /// <summary>Entries that were ended by this writer.</summary>
    public int Entries { get; private set; }

    public bool IsInEntry => _deflate is not null;

    private long At => archive.Length + _packed.Length;

    public void Begin(string name)
    {
        (_name, _begin, _size) = (name, At, 0);
        var header = new ArrayBufferWriter<byte>(64);
        ZipFormat.Header(header, name, time);
        _packed.Write(header.WrittenSpan);
        _dataBegin = At;
        _crc.Reset();
        _deflate = new DeflateStream(_packed, Level, leaveOpen: true);
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        _crc.Append(bytes.Span);
        _size += bytes.Length;
        _deflate!.Write(bytes.Span);
        if (_packed.Length >= Pending)
            await DrainAsync(stop);
    }

    public async Task EndAsync(CancellationToken stop)
    {
        await _deflate!.DisposeAsync();
        _deflate = null;
        if (_size > uint.MaxValue || At - _dataBegin > uint.MaxValue)
            throw new EntryTooLargeException(_name);
        var entry = new ZipEntry(_name, _begin, _crc.GetCurrentHashAsUInt32(), (uint)(At - _dataBegin), (uint)_size);
        var descriptor = new ArrayBufferWriter<byte>(16);
        ZipFormat.Descriptor(descriptor, entry);
        _packed.Write(descriptor.WrittenSpan);
        await DrainAsync(stop);
        await directory.WriteAsync(ZipFormat.Central(entry, time), stop);
        Entries++;
    }

    /// <summary>Ends the archive.</summary>
    /// <param name="entries">In all, those of former writers included.</param>
    /// <param name="from">Where in its file the directory begins.</param>
    /// <param name="stop">Gives up.</param>
    public async Task FinishAsync(long entries, long from, CancellationToken stop)
    {
        await directory.FlushAsync(stop);
        var begin = archive.Length;
        var skip = from;
        await directory.ReadBackAsync(
            async bytes =>
            {
                var skipped = (int)Math.Min(skip, bytes.Length);
                skip -= skipped;
                await archive.WriteAsync(bytes[skipped..], stop);
            },
            stop);
        await archive.WriteAsync(ZipFormat.End(entries, archive.Length - begin, begin), stop);
        await archive.FlushAsync(stop);
    }

    public void Dispose()
    {
        _deflate?.Dispose();
        _packed.Dispose();
    }

    private async Task DrainAsync(CancellationToken stop)
    {
        if (!_packed.TryGetBuffer(out var bytes))
            bytes = _packed.ToArray();
        await archive.WriteAsync(bytes, stop);
        _packed.SetLength(0);
    }
}

/// <summary>One day of one conversation is 4 GiB or more, which an entry cannot hold.</summary>
internal sealed class EntryTooLargeException(string name) : Exception($"{name} would have 4 GiB or more. Export the time before and after that day, or other channels.");
