using System.Security.Cryptography;
using Chat.Errors;
using Chat.Jobs;
using Chat.Resilience;

namespace Chat.Transfer;

/// <summary>
/// Carries one file to its import's grain, a piece at a time: while one is being stored the next one is read, and no more, so that a slow shard slows the
/// client. What is not carried to its end is forgotten.
/// </summary>
internal sealed class ImportUploader(IImportGrain grain, GrainCalls calls, long limit)
{
    private static readonly byte[] Entry = [(byte)'P', (byte)'K', 3, 4];
    private static readonly byte[] Empty = [(byte)'P', (byte)'K', 5, 6];

    /// <summary>Errors: invalid_archive (no zip at all), request_too_large, request_timeout, service_unavailable, team_not_found.</summary>
    public async Task<JobStatus> Send(UploadBody file, CancellationToken aborted)
    {
        var piece = new byte[ImportUpload.PieceBytes];
        var count = await Fill(file.Content, piece, aborted);
        if (!piece.AsSpan().StartsWith(Entry) && !piece.AsSpan().StartsWith(Empty))
            throw new ChatException(ErrorCodes.InvalidArchive, "The file is no zip archive. Upload the export's zip as it was downloaded.");
        try
        {
            await calls.AskIdempotent(Begin, aborted);
            return await Carry(file.Content, piece, count, aborted);
        }
        catch
        {
            await Forget();
            throw;
        }

        async Task<bool> Begin()
        {
            await grain.Begin(file.Name);
            return true;
        }
    }

    private async Task<JobStatus> Carry(Stream content, byte[] piece, int count, CancellationToken aborted)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long bytes = 0;
        var storing = Task.FromResult(true);
        for (var n = 0; count > 0; n++)
        {
            bytes += count;
            if (bytes > limit)
            {
                await storing;
                throw UploadBody.TooLarge(limit);
            }
            hash.AppendData(piece, 0, count);
            await storing;
            storing = Store(n, count == piece.Length ? piece : piece[..count], aborted);
            piece = new byte[ImportUpload.PieceBytes];
            count = count < ImportUpload.PieceBytes ? 0 : await Fill(content, piece, aborted);
        }
        await storing;
        var sha256 = hash.GetHashAndReset();
        return await calls.AskIdempotent(() => grain.Finish(bytes, sha256), aborted);
    }

    private Task<bool> Store(int n, byte[] piece, CancellationToken aborted) => calls.AskIdempotent(
        async () =>
        {
            await grain.Append(n, piece);
            return true;
        },
        aborted);

    /// <summary>Fewer than the piece's bytes: the file has ended.</summary>
    private static async Task<int> Fill(Stream content, byte[] piece, CancellationToken aborted)
    {
        try
        {
            return await content.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, aborted);
        }
        catch (BadHttpRequestException exception)
        {
            throw UploadBody.Refusal(exception);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw new ChatException(ErrorCodes.InvalidFormData, "The file ended before its form did.");
        }
    }

    /// <summary>Best effort: what stays is removed when it expires.</summary>
    private async Task Forget()
    {
        try
        {
            await calls.Ask(grain.Abandon, CancellationToken.None);
        }
        catch (Exception exception) when (exception is ChatException || GrainCalls.IsTransient(exception))
        {
            // The first failure is the one to tell.
        }
    }
}
