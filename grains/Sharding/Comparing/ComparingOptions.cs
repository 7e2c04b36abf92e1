using System.ComponentModel.DataAnnotations;

namespace Chat.Sharding.Comparing;

/// <summary>How the two masters of a shard are compared, section <c>Chat:Comparing</c>.</summary>
public sealed class ComparingOptions
{
    public const string Section = "Chat:Comparing";

    /// <summary>Whether every pair is compared each night; on demand it is in any case.</summary>
    public bool Nightly { get; set; } = true;

    /// <summary>The time of day, in UTC, at which the night's comparison begins.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "23:59:59")]
    public TimeSpan At { get; set; } = TimeSpan.FromHours(3);

    /// <summary>Whether rows that differ are made what they are on the server that serves their team, unless a request says otherwise.</summary>
    public bool Repair { get; set; } = true;

    /// <summary>Rows that one comparison reads in a second at most, on each server: what its neighbours leave.</summary>
    [Range(100, 10_000_000)]
    public int RowsPerSecond { get; set; } = 25_000;

    /// <summary>Rows of one checksum.</summary>
    [Range(10, 100_000)]
    public int ChunkRows { get; set; } = 2_000;
}
