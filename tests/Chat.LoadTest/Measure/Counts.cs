namespace Chat.LoadTest.Measure;

/// <summary>What happened and what should not have, since the run's start.</summary>
internal sealed class Counts
{
    public long Sent { get; set; }

    public long Acked { get; set; }

    /// <summary>Messages that came to a session, its own excepted.</summary>
    public long Delivered { get; set; }

    /// <summary>Typing, presence.</summary>
    public long Ephemeral { get; set; }

    /// <summary>Came to a session that had it.</summary>
    public long Repeated { get; set; }

    /// <summary>Came to a session that had something later.</summary>
    public long OutOfOrder { get; set; }

    /// <summary>Had another ts for one session than for another, or in its ack.</summary>
    public long Inconsistent { get; set; }

    /// <summary>Sent again on a new connection, because the answer was lost with the old one.</summary>
    public long Resent { get; set; }

    /// <summary>Sessions that could not go on where they were, though they had a position.</summary>
    public long NotResumed { get; set; }

    /// <summary>Refusals by error code.</summary>
    public SortedDictionary<string, long> Refused { get; } = [];

    /// <summary>Closed sockets by code; 0: without a close frame.</summary>
    public SortedDictionary<int, long> Closed { get; } = [];
}
