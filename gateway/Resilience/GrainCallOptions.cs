using System.ComponentModel.DataAnnotations;

namespace Chat.Resilience;

/// <summary>How long the edge tries to reach a grain, section <c>Chat:GrainCalls</c>.</summary>
public sealed class GrainCallOptions
{
    public const string Section = "Chat:GrainCalls";

    /// <summary>Bound of a call with all its retries: above the time in which a killed silo is replaced, below clients' patience.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromSeconds(12);

    /// <summary>Bound of one attempt; a little above the cluster client's own response time-out, so that this one fires first there.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:05:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(5.5);

    /// <summary>
    /// The same for calls that may run twice at once without harm: posts, by their retry key, and reads. What a killed silo had taken is answered
    /// by nobody, and its teams live elsewhere after less time than this.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:05:00")]
    public TimeSpan IdempotentAttemptTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Pause before the first retry; doubles with jitter up to <see cref="MaxDelay"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(50);

    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromMilliseconds(300);
}
