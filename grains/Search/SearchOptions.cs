using System.ComponentModel.DataAnnotations;

namespace Chat.Search;

/// <summary>What searches may cost. Section <c>Chat:Search</c>.</summary>
public sealed class SearchOptions
{
    public const string Section = "Chat:Search";

    /// <summary>Searches that a silo makes at once.</summary>
    [Range(1, 1_000)]
    public int AtOnce { get; set; } = 4;

    /// <summary>Searches of one team at once.</summary>
    [Range(1, 1_000)]
    public int AtOncePerTeam { get; set; } = 2;

    /// <summary>Searches of one team that wait for their turn, for <see cref="Timeout"/> at most; those beyond are refused.</summary>
    [Range(0, 1_000)]
    public int WaitingPerTeam { get; set; } = 8;

    /// <summary>How long the database may look for the messages of one search.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a search waits for the index to have what was said before it; beyond, it finds what is there.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan FreshWait { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a silo brings what its teams have said into the index, searched for or not.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan IndexPeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Messages that a silo indexes in a second in the background: what those who talk leave. A search does not wait for that.</summary>
    [Range(100, 1_000_000)]
    public int IndexMessagesPerSecond { get; set; } = 1_000;
}
