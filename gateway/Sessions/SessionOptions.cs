using System.ComponentModel.DataAnnotations;

namespace Chat.Sessions;

/// <summary>Section <c>Chat:Sessions</c>.</summary>
public sealed class SessionOptions
{
    public const string Section = "Chat:Sessions";

    /// <summary>How often a gateway renews its subscription to each team; also how soon a new team grain learns of it after a crash.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:10")]
    public TimeSpan RenewPeriod { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The shortest time between two pings by which a session's position is confirmed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:01:00")]
    public TimeSpan ConfirmPeriod { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The longest time for which events of a busy room gather before they are sent on together; the first after a pause goes at once. Rooms of fewer
    /// than a hundred sessions at a gateway are not delayed. 0 sends each event by itself.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:00.2")]
    public TimeSpan GatherTime { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Malformed frames in a row after which the socket is closed.</summary>
    [Range(1, 10_000)]
    public int MaxBadFrames { get; set; } = 50;

    /// <summary>Frames of any kind per second that one session may send for long; those beyond it are refused.</summary>
    [Range(1, 1_000_000)]
    public int FramesPerSecond { get; set; } = 50;

    /// <summary>The same at once.</summary>
    [Range(1, 1_000_000)]
    public int FrameBurst { get; set; } = 200;

    /// <summary>Typing frames per second that one session may send; those beyond it are passed over.</summary>
    [Range(1, 1_000)]
    public int TypingPerSecond { get; set; } = 10;

    /// <summary>Users whose presence one session may watch.</summary>
    [Range(1, 100_000)]
    public int MaxPresenceSubscriptions { get; set; } = 5_000;

    /// <summary>Previews of links that one session may await at once; those beyond are refused.</summary>
    [Range(1, 100)]
    public int MaxPreviews { get; set; } = 4;

    /// <summary>Bytes of teams' logs that are kept while sessions catch up, over all teams.</summary>
    [Range(1024 * 1024, int.MaxValue)]
    public int ReplayBytes { get; set; } = 32 * 1024 * 1024;
}
