using System.ComponentModel.DataAnnotations;

namespace Chat.Transfer;

/// <summary>Bounds of what is imported. Section <c>Chat:Transfer</c>; the size of an upload is the gateway's setting.</summary>
public sealed class TransferOptions
{
    public const string Section = "Chat:Transfer";

    /// <summary>Messages (with their reactions) that one import writes in a second at most: what its neighbours leave.</summary>
    [Range(100, 1_000_000)]
    public int ImportMessagesPerSecond { get; set; } = 8_000;

    /// <summary>Entries of an archive at most.</summary>
    [Range(10, 5_000_000)]
    public int MaxEntries { get; set; } = 500_000;

    /// <summary>Bytes of all entries together, inflated.</summary>
    [Range(1_000_000, long.MaxValue)]
    public long MaxInflatedBytes { get; set; } = 256L * 1024 * 1024 * 1024;

    /// <summary>How many times larger than the archive all of its entries may be together. JSON of messages shrinks to a tenth.</summary>
    [Range(10, 1_000)]
    public int MaxRatio { get; set; } = 100;

    /// <summary>Bytes of one user, channel or message.</summary>
    [Range(65_536, 64 * 1024 * 1024)]
    public int MaxItemBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>How long an upload that nobody finished, or the file of an import that failed, is kept.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "30.00:00:00")]
    public TimeSpan KeepFiles { get; set; } = TimeSpan.FromDays(1);
}
