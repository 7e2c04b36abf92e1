using System.ComponentModel.DataAnnotations;

namespace Chat.Retention;

/// <summary>How what is too old is deleted. Section <c>Chat:Retention</c>.</summary>
public sealed class RetentionOptions
{
    public const string Section = "Chat:Retention";

    /// <summary>Time between two runs for one team.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan Period { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a setting stands before the first run obeys it: so long a mistake can be taken back.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often a silo looks for teams whose run is due.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a run is left to its silo without a sign of life: after that silo's death it goes on elsewhere then.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:10:00")]
    public TimeSpan LeaseTime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Messages that one transaction deletes, and events.</summary>
    [Range(1, 1_000)]
    public int BatchMessages { get; set; } = 200;

    /// <summary>Messages, and events, that one silo deletes per second at most, so that neighbours do not notice.</summary>
    [Range(1, 100_000)]
    public int MessagesPerSecond { get; set; } = 500;
}
