namespace Chat.Teams;

/// <summary>A gateway's ear for one team.</summary>
[Alias("IGatewaySink")]
public interface IGatewaySink : IGrainObserver
{
    /// <summary>
    /// At most one call is under way; the next batch leaves, with all that has gathered, when this one is answered. One that nobody answers is
    /// made again: what was taken before is to be passed over.
    /// </summary>
    [Alias("Deliver"), ResponseTimeout("00:00:01")]
    Task Deliver(TeamBatch batch);
}
