namespace Chat.Transfer;

/// <summary>A file that a team keeps for a while: an export on its way in, or one made here.</summary>
/// <param name="Id">At most 32 ASCII characters; a job's file has the job's id.</param>
/// <param name="Kind">Such as <c>import</c> or <c>export</c>.</param>
/// <param name="Name">For people; at most 255 characters.</param>
/// <param name="Bytes">Known when it is sealed; before: 0.</param>
/// <param name="Chunks">Known when it is sealed; before: 0.</param>
/// <param name="Sha256">Of the whole, where its writer took it.</param>
/// <param name="State">One of <see cref="TransferFileState"/>.</param>
/// <param name="Created">Milliseconds since 1970.</param>
/// <param name="Expires">Milliseconds since 1970; from then on it may be deleted.</param>
public sealed record TransferFile(
    TeamId Team, string Id, string Kind, string Name, long Bytes, int Chunks, byte[]? Sha256, string State, long Created, long Expires)
{
    /// <summary>Bytes of every chunk but the last, which has the rest: a position in the file tells its chunk.</summary>
    public const int ChunkBytes = 256 * 1024;

    /// <summary>A file that is still to be written.</summary>
    public static TransferFile New(TeamId team, string id, string kind, string name, long created, long expires) =>
        new(team, id, kind, name, 0, 0, null, TransferFileState.Open, created, expires);

    public static int ChunksOf(long bytes) => (int)((bytes + ChunkBytes - 1) / ChunkBytes);
}

public static class TransferFileState
{
    /// <summary>Chunks are added.</summary>
    public const string Open = "open";

    /// <summary>Complete; never changes again.</summary>
    public const string Sealed = "sealed";

    /// <summary>Its chunks are being deleted; nothing is added any more.</summary>
    public const string Deleting = "deleting";
}
