namespace Chat.Teams;

/// <summary>A gateway's ear for one team.</summary>
[Alias("IGatewaySink")]
public interface IGatewaySink : IGrainObserver
{
    /// <summary>At most one call is under way; the next batch leaves, with all that has gathered, when this one is answered.</summary>
    [Alias("Deliver"), ResponseTimeout("00:00:05")]
    Task Deliver(TeamBatch batch);
}
