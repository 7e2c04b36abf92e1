using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Unicode;

namespace Chat.Transfer.Archive;

/// <summary>
/// Reads a JSON array of any length, one element in memory at a time. What is no such array ends with an <see cref="ArchiveException"/> that names the
/// entry and the element. An element that JSON allows and no text could hold (invalid UTF-8, half a surrogate pair) comes as null.
/// </summary>
internal static class JsonItems
{
    private const int FirstBuffer = 64 * 1024;
    private const int MaxDepth = 64;

    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = MaxDepth };
    private static readonly JsonDocumentOptions DocumentOptions = new() { MaxDepth = MaxDepth };

    /// <param name="stream">Read to its end.</param>
    /// <param name="entry">For messages.</param>
    /// <param name="maxItemBytes">Of one element.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>Each element's position, from 0, and the element, which is gone when the next one is asked for.</returns>
    public static async IAsyncEnumerable<(int Position, JsonElement? Item)> ReadAsync(
        Stream stream, string entry, int maxItemBytes, [EnumeratorCancellation] CancellationToken stop)
    {
        var window = new Window(stream, entry, maxItemBytes);
        try
        {
            await window.BeginAsync(stop);
            for (var position = 0; await window.NextAsync(position, stop) is { } bytes; position++)
            {
                using var item = Parse(bytes, entry, position);
                yield return (position, item?.RootElement);
            }
        }
        finally
        {
            window.Dispose();
        }
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> bytes, string entry, int position)
    {
        if (!Utf8.IsValid(bytes.Span))
            return null;
        JsonDocument item;
        try
        {
            item = JsonDocument.Parse(bytes, DocumentOptions);
        }
        catch (JsonException e)
        {
            throw Malformed(entry, position, e);
        }
        // Only an escape can still be half of a character.
        if (bytes.Span.IndexOf("\\u"u8) < 0 || JsonTexts.AreWhole(item.RootElement))
            return item;
        item.Dispose();
        return null;
    }

    private static ArchiveException Malformed(string entry, int position, JsonException e) => ArchiveException.NotAnExport(
        e.Message.Contains("depth", StringComparison.OrdinalIgnoreCase)
            ? $"{entry}: element {position} is nested deeper than {MaxDepth} levels."
            : $"{entry}: no valid JSON at element {position}. Take the export again.");

    /// <summary>The part of a stream that is being looked at.</summary>
    private sealed class Window(Stream stream, string entry, int maxItemBytes) : IDisposable
    {
        private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        private int _start;
        private int _end;
        private bool _isEnded;
        private JsonReaderState _state = new(ReaderOptions);

        public async Task BeginAsync(CancellationToken stop)
        {
            while (_end < 4 && await FillAsync(0, stop))
            {
            }
            var head = _buffer.AsSpan(0, _end);
            if (head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
                _start = 3;
            else if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) || head[..Math.Min(4, _end)].Contains((byte)0))
                throw ArchiveException.NotAnExport($"{entry} is not UTF-8 (it looks like UTF-16 or UTF-32). Exports are UTF-8: take the export again.");
            while (!TryBegin())
            {
                if (!await FillAsync(0, stop))
                    throw NotAnArray();
            }
        }

        /// <summary>The next element's bytes; null when the array and the stream have ended.</summary>
        public async Task<ReadOnlyMemory<byte>?> NextAsync(int position, CancellationToken stop)
        {
            while (true)
            {
                switch (TryNext(position, out var item))
                {
                    case Step.Item:
                        return item;
                    case Step.End:
                        await RequireEndAsync(stop);
                        return null;
                }
                if (!await FillAsync(position, stop))
                    throw ArchiveException.NotAnExport($"{entry} ends inside element {position}. Take the export again.");
            }
        }

        public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

        private enum Step
        {
            More,
            Item,
            End,
        }

        private bool TryBegin()
        {
            var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _isEnded, _state);
            try
            {
                if (!reader.Read())
                    return false;
            }
            catch (JsonException)
            {
                throw NotAnArray();
            }
            if (reader.TokenType != JsonTokenType.StartArray)
                throw NotAnArray();
            Take(ref reader);
            return true;
        }

        private Step TryNext(int position, out ReadOnlyMemory<byte> item)
        {
            item = default;
            var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _isEnded, _state);
            try
            {
                if (!reader.Read())
                    return Step.More;
                if (reader.TokenType == JsonTokenType.EndArray && reader.CurrentDepth == 0)
                {
                    Take(ref reader);
                    return Step.End;
                }
                var from = _start + (int)reader.TokenStartIndex;
                if (!reader.TrySkip())
                    return Step.More;
                item = _buffer.AsMemory(from, _start + (int)reader.BytesConsumed - from);
                Take(ref reader);
                return Step.Item;
            }
            catch (JsonException e)
            {
                throw Malformed(entry, position, e);
            }
        }

        private void Take(ref Utf8JsonReader reader)
        {
            _start += (int)reader.BytesConsumed;
            _state = reader.CurrentState;
        }

        /// <summary>Also reads on to where the entry's checksum is compared.</summary>
        private async Task RequireEndAsync(CancellationToken stop)
        {
            do
            {
                if (_buffer.AsSpan(_start, _end - _start).IndexOfAnyExcept(" \t\r\n"u8) >= 0)
                    throw ArchiveException.NotAnExport($"{entry} has something after its list. Take the export again.");
                _start = _end;
            }
            while (await FillAsync(0, stop));
        }

        /// <summary>False: the stream has ended.</summary>
        private async Task<bool> FillAsync(int position, CancellationToken stop)
        {
            if (_isEnded)
                return false;
            var held = _end - _start;
            if (held > maxItemBytes)
                throw ArchiveException.NotAnExport($"{entry}: element {position} is larger than {maxItemBytes} bytes (Chat:Transfer:MaxItemBytes).");
            if (_start > 0)
            {
                _buffer.AsSpan(_start, held).CopyTo(_buffer);
                (_start, _end) = (0, held);
            }
            if (_end == _buffer.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
                _buffer.AsSpan(0, _end).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(_buffer);
                _buffer = larger;
            }
            var count = await stream.ReadAsync(_buffer.AsMemory(_end), stop);
            _end += count;
            _isEnded = count == 0;
            return !_isEnded || held > 0;
        }

        private ArchiveException NotAnArray() => ArchiveException.NotAnExport($"{entry} is no JSON list. Take the export again.");
    }
}
