using System.ComponentModel.DataAnnotations;

namespace Chat.Unfurling;

/// <summary>How links are looked at. Section <c>Chat:Unfurling</c>.</summary>
public sealed class UnfurlingOptions
{
    public const string Section = "Chat:Unfurling";

    /// <summary>How the crawler names itself. Some sites describe a page to crawlers only, and better than to browsers.</summary>
    [Required, StringLength(200, MinimumLength = 3)]
    public string UserAgent { get; set; } = "ChatOrleansBot/1.0 (link previews)";

    /// <summary>Domains that are never looked at, nor anything below them.</summary>
    public string[]? DeniedDomains { get; set; }

    /// <summary>Networks (<c>10.1.0.0/16</c>) that may be looked at although they are not public; for test networks. None by default.</summary>
    public string[]? AllowedNetworks { get; set; }

    /// <summary>Ports beside 80 and 443.</summary>
    public int[]? AllowedPorts { get; set; }

    /// <summary>Links of one message that get a preview.</summary>
    [Range(0, 20)]
    public int LinksPerMessage { get; set; } = 5;

    /// <summary>One look in all: names, redirects, pages, oEmbed. Below the time for which callers wait.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:05")]
    public TimeSpan TotalTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>What is read of a page, after decompression; what lies beyond is passed over.</summary>
    [Range(16 * 1024, 16 * 1024 * 1024)]
    public int MaxBytes { get; set; } = 2 * 1024 * 1024;

    /// <summary>Looks of this silo at once.</summary>
    [Range(1, 1_000)]
    public int AtOnce { get; set; } = 32;

    /// <summary>Of these, at one host.</summary>
    [Range(1, 1_000)]
    public int AtOncePerHost { get; set; } = 4;

    /// <summary>Looks that may wait for their turn; those beyond are refused.</summary>
    [Range(0, 100_000)]
    public int Waiting { get; set; } = 256;

    /// <summary>How long they wait.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:02")]
    public TimeSpan WaitTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Bounds of how long a preview is kept; between them the page itself decides.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan FreshAtLeast { get; set; } = TimeSpan.FromMinutes(5);

    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan FreshAtMost { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long the preview of a page that says nothing of it is kept.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan FreshByDefault { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a failure is remembered.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan FailuresKept { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an old preview is shown while its page does not answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan StaleFor { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How often each silo removes previews from grain storage that are too old to be shown.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan SweepPeriod { get; set; } = TimeSpan.FromMinutes(30);
}
