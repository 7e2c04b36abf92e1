namespace Chat.Sharding.Overview;

/// <summary>
/// What one silo writes. The key is the silo's address as Orleans parses it; the grain is always on that very silo. Silos alone call it.
/// </summary>
[Alias("ISiloLoadGrain")]
public interface ISiloLoadGrain : IGrainWithStringKey
{
    /// <summary>Since the silo's start, per team and shard.</summary>
    [Alias("Read")]
    Task<TeamLoad[]> Read();
}
