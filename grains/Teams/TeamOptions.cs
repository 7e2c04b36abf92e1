using System.ComponentModel.DataAnnotations;

namespace Chat.Teams;

/// <summary>Section <c>Chat:Teams</c>.</summary>
public sealed class TeamOptions
{
    public const string Section = "Chat:Teams";

    /// <summary>How long an event stays in the team grain's memory for resumes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan BufferAge { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes that the buffer of one team may hold.</summary>
    [Range(64 * 1024, 1 << 30)]
    public int BufferBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Bytes that may wait for one gateway before its subscription is dropped (it subscribes again).</summary>
    [Range(64 * 1024, 1 << 30)]
    public int GatewayPendingBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>A gateway that has not renewed for so long is taken for dead, and its sessions for dropped.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:05:00")]
    public TimeSpan GatewayTimeout { get; set; } = TimeSpan.FromSeconds(12);

    /// <summary>Life of a socket ticket.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan TicketAge { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest gap, in events of the whole team, that a resume reads from the durable log.</summary>
    [Range(1, 1_000_000)]
    public int ResumeEvents { get; set; } = 20_000;

    /// <summary>The same in bytes.</summary>
    [Range(64 * 1024, 1 << 30)]
    public int ResumeBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Whether rtm.connect continues a dropped session of the same token by itself (official SDKs cannot name an offset).</summary>
    public bool ServerSideResume { get; set; } = true;

    /// <summary>How long a dropped session's confirmed position is kept.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan PositionAge { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often changed positions are written to the shard.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan PositionSavePeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the list of silos must have stood still before teams move to where it says that they belong.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MoveAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The time over which a silo spreads the moves of its teams then.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan MoveOver { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long events are kept in the durable log.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan EventAge { get; set; } = TimeSpan.FromDays(7);
}
