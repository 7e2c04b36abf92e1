using System.ComponentModel.DataAnnotations;

namespace Chat.Auditing;

/// <summary>The audit log. Section <c>Chat:Auditing</c>.</summary>
public sealed class AuditOptions
{
    public const string Section = "Chat:Auditing";

    /// <summary>How long entries are kept.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan Keep { get; set; } = TimeSpan.FromDays(365);

    /// <summary>How often each silo removes those that are older.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan SweepPeriod { get; set; } = TimeSpan.FromMinutes(30);
}
