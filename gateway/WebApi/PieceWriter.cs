using System.Buffers;
using System.Text.Json;

namespace Chat.WebApi;

/// <summary>
/// A body in pieces: what is written for this body alone, in pooled chunks, and between it bytes that are shared with other bodies and not
/// copied. Not to be used after it was disposed of.
/// </summary>
internal sealed class PieceWriter : IBufferWriter<byte>, IDisposable
{
    private const int ChunkBytes = 16 * 1024;

    private readonly List<ReadOnlyMemory<byte>> _pieces = [];
    private readonly List<byte[]> _rented = [];
    private byte[] _chunk = [];
    private int _start;
    private int _end;

    /// <summary>Bytes in all.</summary>
    public long Length { get; private set; }

    public IEnumerable<ReadOnlyMemory<byte>> Pieces() => _end > _start ? _pieces.Append(_chunk.AsMemory(_start, _end - _start)) : _pieces;

    public void Advance(int count)
    {
        _end += count;
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_chunk.Length - _end < Math.Max(sizeHint, 1))
        {
            Seal();
            _rented.Add(_chunk = ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, ChunkBytes)));
            _start = _end = 0;
        }
        return _chunk.AsMemory(_end);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>
    /// Puts shared bytes where <paramref name="json"/>, which writes into this body, expects a value or several with commas between them.
    /// </summary>
    /// <param name="value">Together valid JSON; the first piece is not empty.</param>
    public void WriteShared(Utf8JsonWriter json, ReadOnlySpan<ReadOnlyMemory<byte>> value)
    {
        // The first byte goes through the writer, so that it knows of a value and separates it from its neighbours.
        json.WriteRawValue(value[0].Span[..1], skipInputValidation: true);
        json.Flush();
        Seal();
        Add(value[0][1..]);
        foreach (var piece in value[1..])
            Add(piece);
    }

    public void Dispose()
    {
        foreach (var chunk in _rented)
            ArrayPool<byte>.Shared.Return(chunk);
        _rented.Clear();
        _pieces.Clear();
        _chunk = [];
        _start = _end = 0;
    }

    private void Add(ReadOnlyMemory<byte> shared)
    {
        _pieces.Add(shared);
        Length += shared.Length;
    }

    private void Seal()
    {
        if (_end > _start)
            _pieces.Add(_chunk.AsMemory(_start, _end - _start));
        _start = _end;
    }
}
