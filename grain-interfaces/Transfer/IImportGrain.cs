using Chat.Jobs;
using Orleans.Concurrency;

namespace Chat.Transfer;

/// <summary>
/// One export that comes into a team: the upload of its file, then its import. Key: <see cref="GrainKeys.For(JobId)"/>. Errors of all: team_not_found,
/// service_unavailable (also while the team is being moved for longer than a call waits: send it again).
/// </summary>
[Alias("IImportGrain")]
public interface IImportGrain : IGrainWithStringKey
{
    /// <summary>Makes place for a file. Harmless when repeated.</summary>
    /// <param name="name">For people.</param>
    [Alias("Begin")]
    Task Begin(string name);

    /// <summary>
    /// Stores a piece. All but the last are of <see cref="ImportUpload.PieceBytes"/>; repeated, or together with another piece, it is harmless. Errors:
    /// upload_not_found.
    /// </summary>
    [Alias("Append"), AlwaysInterleave]
    Task Append(int piece, byte[] bytes);

    /// <summary>The file is complete: the import is queued. Harmless when repeated. Errors: upload_not_found.</summary>
    /// <param name="bytes">Of the whole file.</param>
    /// <param name="sha256">Of the whole file.</param>
    [Alias("Finish")]
    Task<JobStatus> Finish(long bytes, byte[] sha256);

    /// <summary>Forgets a file that will not be finished.</summary>
    [Alias("Abandon")]
    Task Abandon();

    /// <summary>
    /// Begins the import, or goes on with it, or undoes it if it is being cancelled, in the background; tells <see cref="IJobsGrain"/> how it goes. Called
    /// again and again while it is under way.
    /// </summary>
    [Alias("Start")]
    Task Start(Job job);
}

/// <summary>How a file is carried to its grain.</summary>
public static class ImportUpload
{
    public const int PieceBytes = 256 * 1024;
}
