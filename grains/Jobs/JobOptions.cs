using System.ComponentModel.DataAnnotations;

namespace Chat.Jobs;

/// <summary>The queue of deferred work. Section <c>Chat:Jobs</c>.</summary>
public sealed class JobOptions
{
    public const string Section = "Chat:Jobs";

    /// <summary>How long a job is left to whoever took it without a sign of life: after a silo's death its jobs go on elsewhere then.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:10:00")]
    public TimeSpan LeaseTime { get; set; } = TimeSpan.FromSeconds(12);

    /// <summary>How often the shards are asked for jobs whose time has come or whose worker has died; a new job is told of at once.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan PollPeriod { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Jobs of one team and kind that are given out and not done yet; the others wait in the database.</summary>
    [Range(1, 1_000)]
    public int Window { get; set; } = 32;

    /// <summary>Attempts before a job becomes a dead letter.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>Before the second attempt; doubled for each further one.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(2);

    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long one run of a short job (an unfurl) may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RunTime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Unfurls of one team at a time.</summary>
    [Range(1, 1_000)]
    public int UnfurlsPerTeam { get; set; } = 8;

    /// <summary>Unfurls on one silo at a time.</summary>
    [Range(1, 10_000)]
    public int UnfurlsPerSilo { get; set; } = 64;

    /// <summary>Imports, and besides them exports, on one silo at a time; a team has one of each at a time.</summary>
    [Range(1, 100)]
    public int TransfersPerSilo { get; set; } = 2;

    /// <summary>Unfurls that a team may cause in a minute; links beyond get no preview.</summary>
    [Range(0, 1_000_000)]
    public int UnfurlsPerMinute { get; set; } = 600;

    /// <summary>How long jobs that ended are listed.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan KeepEnded { get; set; } = TimeSpan.FromDays(30);
}
