namespace Chat.Teams;

/// <summary>A gateway process's ear: one object for all its teams. Only enqueues, so that a team never waits for another.</summary>
[Alias("IGatewaySink")]
public interface IGatewaySink : IGrainObserver
{
    /// <summary>At most one call a team is under way; the next batch leaves when this one is answered.</summary>
    [Alias("Deliver"), ResponseTimeout("00:00:05")]
    Task Deliver(TeamBatch batch);
}
