using System.Security.Cryptography;

namespace Chat.Transfer.Exporting;

/// <summary>How far a file is written.</summary>
/// <param name="Length">In bytes.</param>
/// <param name="Chain">Over its full chunks: the SHA-256 of the chain before and the chunk; hexadecimal.</param>
internal sealed record ChunkMark(long Length, string Chain)
{
    public static ChunkMark Start { get; } = new(0, Convert.ToHexString(new byte[SHA256.HashSizeInBytes]));
}

/// <summary>The file is not there, or not as it was written: it was removed, or somebody else wrote to it.</summary>
internal sealed class FileLostException(string message) : Exception(message);

/// <summary>
/// Appends to an open file, chunk by chunk. What was flushed can be gone on with elsewhere, at any mark. A writer that does not know yet that it was
/// replaced may write into the file too; <see cref="HashAsync"/> finds that.
/// </summary>
internal sealed class ChunkWriter
{
    private readonly TransferFileStore _files;
    private readonly TeamId _team;
    private readonly string _file;
    private readonly byte[] _chunk = new byte[TransferFile.ChunkBytes];
    private byte[] _chain;
    private int _number;
    private int _filled;

    private ChunkWriter(TransferFileStore files, TeamId team, string file, ChunkMark mark)
    {
        (_files, _team, _file) = (files, team, file);
        _chain = Convert.FromHexString(mark.Chain);
        _number = (int)(mark.Length / TransferFile.ChunkBytes);
        _filled = (int)(mark.Length % TransferFile.ChunkBytes);
    }

    public long Length => (long)_number * TransferFile.ChunkBytes + _filled;

    public ChunkMark Mark => new(Length, Convert.ToHexString(_chain));

    /// <summary>A writer that goes on at a mark. Errors: <see cref="FileLostException"/>.</summary>
    public static async Task<ChunkWriter> OpenAsync(TransferFileStore files, TeamId team, string file, ChunkMark mark, CancellationToken stop)
    {
        var writer = new ChunkWriter(files, team, file, mark);
        if (writer._filled == 0)
            return writer;
        var begun = await files.ReadChunkAsync(team, file, writer._number, stop);
        if (begun is null || begun.Length < writer._filled)
            throw new FileLostException($"Chunk {writer._number} of {file} is not there.");
        begun.AsSpan(0, writer._filled).CopyTo(writer._chunk);
        return writer;
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        while (bytes.Length > 0)
        {
            var fits = Math.Min(bytes.Length, _chunk.Length - _filled);
            bytes.Span[..fits].CopyTo(_chunk.AsSpan(_filled));
            _filled += fits;
            bytes = bytes[fits..];
            if (_filled == _chunk.Length)
                await CloseChunkAsync(stop);
        }
    }

    /// <summary>Writes the chunk that is not full yet, too.</summary>
    public async Task FlushAsync(CancellationToken stop)
    {
        if (_filled > 0)
            await AppendAsync(stop);
    }

    /// <summary>
    /// Reads everything up to the mark again, and gives each chunk to <paramref name="chunk"/>. Errors: <see cref="FileLostException"/>, if it is not what was
    /// written. Flush before.
    /// </summary>
    public async Task ReadBackAsync(Func<ReadOnlyMemory<byte>, Task> chunk, CancellationToken stop)
    {
        var chain = new byte[SHA256.HashSizeInBytes];
        for (var n = 0; n < _number; n++)
        {
            var bytes = await RequireAsync(n, TransferFile.ChunkBytes, stop);
            chain = Next(chain, bytes);
            await chunk(bytes);
        }
        if (_filled > 0)
        {
            var bytes = await RequireAsync(_number, _filled, stop);
            if (!bytes.AsSpan(0, _filled).SequenceEqual(_chunk.AsSpan(0, _filled)))
                throw Overwritten();
            await chunk(bytes.AsMemory(0, _filled));
        }
        if (!chain.AsSpan().SequenceEqual(_chain))
            throw Overwritten();
    }

    /// <summary>The SHA-256 of everything, read again. Errors as of <see cref="ReadBackAsync"/>.</summary>
    public async Task<byte[]> HashAsync(CancellationToken stop)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await ReadBackAsync(
            bytes =>
            {
                hash.AppendData(bytes.Span);
                return Task.CompletedTask;
            },
            stop);
        return hash.GetHashAndReset();
    }

    private async Task CloseChunkAsync(CancellationToken stop)
    {
        await AppendAsync(stop);
        _chain = Next(_chain, _chunk);
        _number++;
        _filled = 0;
    }

    private async Task AppendAsync(CancellationToken stop)
    {
        if (!await _files.AppendAsync(_team, _file, _number, _chunk.AsMemory(0, _filled), stop))
            throw new FileLostException($"File {_file} is not open any more.");
    }

    private async Task<byte[]> RequireAsync(int n, int length, CancellationToken stop) =>
        await _files.ReadChunkAsync(_team, _file, n, stop) is { } bytes && bytes.Length >= length ? bytes : throw Overwritten();

    private static byte[] Next(byte[] chain, ReadOnlySpan<byte> chunk)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(chain);
        hash.AppendData(chunk);
        return hash.GetHashAndReset();
    }

    private FileLostException Overwritten() => new($"File {_file} is not what was written.");
}
