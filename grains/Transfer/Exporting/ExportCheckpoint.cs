using System.Text.Json;

namespace Chat.Transfer.Exporting;

/// <summary>How much an archive holds.</summary>
internal sealed record ExportCounts(int Users = 0, int Channels = 0, long Messages = 0, long Days = 0, long Entries = 0);

/// <summary>Between two entries of an archive: everything that another process needs to go on.</summary>
/// <param name="Point">The last ts that is exported, in microseconds.</param>
/// <param name="Archive">How far the archive is written.</param>
/// <param name="Directory">How far the file beside it is: the plan, and behind it the archive's directory.</param>
/// <param name="PlanBytes">Of the plan.</param>
/// <param name="Folder">The folder of the plan that is under way.</param>
/// <param name="After">Where in it: the ts up to which it is written, in microseconds; 0 at its beginning.</param>
/// <param name="Total">Messages, as counted at the beginning; 0 if nobody knows.</param>
/// <param name="IsWritten">Nothing is missing but the seal.</param>
internal sealed record ExportCheckpoint(
    long Point, ChunkMark Archive, ChunkMark Directory, long PlanBytes, int Folder, long After, ExportCounts Counts, long Total, bool IsWritten = false)
{
    public string Encode() => JsonSerializer.Serialize(this);

    public static ExportCheckpoint? Decode(string? text) => string.IsNullOrEmpty(text) ? null : JsonSerializer.Deserialize<ExportCheckpoint>(text);
}
