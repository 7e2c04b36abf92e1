using System.Buffers;
using System.Text.Json;
using Chat.Json;

namespace Chat.Transfer.Exporting;

/// <summary>Entries that are JSON arrays, an object a line; one object is in memory at a time.</summary>
internal sealed class ArchiveArray(ArchiveWriter archive) : IDisposable
{
    private static readonly ReadOnlyMemory<byte> First = "[\n"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Next = ",\n"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Last = "\n]\n"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> None = "[]\n"u8.ToArray();

    /// <summary>A buffer that one large object has stretched is given back.</summary>
    private const int KeptBytes = 1024 * 1024;

    private ArrayBufferWriter<byte> _buffer = new();
    private Utf8JsonWriter? _json;
    private bool _isEmpty;

    public bool IsOpen => archive.IsInEntry;

    public void Begin(string name)
    {
        archive.Begin(name);
        _isEmpty = true;
    }

    public async ValueTask AddAsync<T>(T item, Action<Utf8JsonWriter, T> write, CancellationToken stop)
    {
        await archive.WriteAsync(_isEmpty ? First : Next, stop);
        _isEmpty = false;
        if (_json is null)
            _json = new Utf8JsonWriter(_buffer, WireJson.Options);
        else
            _json.Reset(_buffer);
        write(_json, item);
        _json.Flush();
        await archive.WriteAsync(_buffer.WrittenMemory, stop);
        if (_buffer.Capacity > KeptBytes)
            _buffer = new ArrayBufferWriter<byte>();
        else
            _buffer.ResetWrittenCount();
    }

    public async Task EndAsync(CancellationToken stop)
    {
        await archive.WriteAsync(_isEmpty ? None : Last, stop);
        await archive.EndAsync(stop);
    }

    public void Dispose() => _json?.Dispose();
}
