using Chat.Jobs;
using Orleans.Concurrency;

namespace Chat.Transfer;

/// <summary>
/// One export of a team, and the file that comes of it. Key: <see cref="GrainKeys.For(JobId)"/>. Errors of all: team_not_found, service_unavailable.
/// </summary>
[Alias("IExportGrain")]
public interface IExportGrain : IGrainWithStringKey
{
    /// <summary>
    /// Queues the export, if what it names can be exported; asked again, it is answered as it stands. Errors: channel_not_found (none of that id or name, or one
    /// of a kind that is not included), invalid_arguments.
    /// </summary>
    [Alias("Request")]
    Task<JobStatus> Request(ExportRequest request);

    /// <summary>For the queue: goes to work, or on with it, from the job's checkpoint. Harmless while it works. One that is to end is undone.</summary>
    [Alias("Work")]
    Task Work(Job job);

    /// <summary>The finished file; null: there is none (yet), or it has expired. Interleaves: reads only.</summary>
    [Alias("GetFile"), AlwaysInterleave]
    Task<ExportFile?> GetFile();

    /// <summary>The same, for whoever shows a link of the job's report that is still valid; null for everybody else.</summary>
    /// <param name="expires">The link's, in seconds since 1970.</param>
    /// <param name="signature">The link's.</param>
    [Alias("OpenLink"), AlwaysInterleave]
    Task<ExportFile?> OpenLink(long expires, string signature);

    /// <summary>One chunk of the file, for whoever was given it; null if it was removed. Interleaves: reads only.</summary>
    [Alias("ReadChunk"), AlwaysInterleave]
    Task<byte[]?> ReadChunk(int number);
}

/// <param name="Name">For a download.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Sha256">Of the whole, hexadecimal.</param>
/// <param name="ChunkBytes">Of all chunks but the last.</param>
/// <param name="Modified">Milliseconds since 1970.</param>
/// <param name="Expires">The same.</param>
/// <param name="IsOperators">It holds what only the operator may ask for; a link opens it all the same.</param>
[GenerateSerializer, Immutable, Alias("ExportFile")]
public sealed record ExportFile(
    [property: Id(0)] string Name,
    [property: Id(1)] long Length,
    [property: Id(2)] string Sha256,
    [property: Id(3)] int ChunkBytes,
    [property: Id(4)] long Modified,
    [property: Id(5)] long Expires,
    [property: Id(6)] bool IsOperators);
