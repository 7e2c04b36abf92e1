using System.ComponentModel.DataAnnotations;

namespace Chat.Transfer.Exporting;

/// <summary>How teams are exported, section <c>Chat:Transfer</c>.</summary>
public sealed class ExportOptions
{
    public const string Section = "Chat:Transfer";

    /// <summary>How long the file of an export, and the links to it, can be used after the export has begun.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "90.00:00:00")]
    public TimeSpan KeepExports { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Messages that one export reads in a second at most: what people who chat leave.</summary>
    [Range(100, 10_000_000)]
    public int ExportMessagesPerSecond { get; set; } = 10_000;

    /// <summary>How often a silo looks for files that have expired.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan SweepPeriod { get; set; } = TimeSpan.FromMinutes(30);
}
