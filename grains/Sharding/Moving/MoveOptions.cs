using System.ComponentModel.DataAnnotations;

namespace Chat.Sharding.Moving;

/// <summary>How teams move between shards, section <c>Chat:Moves</c>.</summary>
public sealed class MoveOptions
{
    public const string Section = "Chat:Moves";

    /// <summary>Rows that one move copies in a second at most: what its neighbours leave.</summary>
    [Range(100, 10_000_000)]
    public int RowsPerSecond { get; set; } = 25_000;

    /// <summary>Rows of one transaction while copying.</summary>
    [Range(10, 100_000)]
    public int ChunkRows { get; set; } = 2_000;

    /// <summary>Teams that one silo copies at once; those that it shall move beyond that wait as <c>queued</c>.</summary>
    [Range(1, 1_000)]
    public int AtOnce { get; set; } = 4;

    /// <summary>How long the old shard keeps what was copied: queries that had begun there end in peace.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan KeepSource { get; set; } = TimeSpan.FromMinutes(1);
}
