namespace Chat.Sharding.Balancing;

/// <summary>Whether a shard takes teams; <c>directory_shards.state</c>.</summary>
internal static class ShardState
{
    /// <summary>It takes new teams, and teams that move.</summary>
    public const string Active = "active";

    /// <summary>It takes none, and its teams are moved away until it is empty.</summary>
    public const string Draining = "draining";

    /// <summary>It takes no new teams; those that live there stay. An operator may still move teams there.</summary>
    public const string Full = "full";

    /// <summary>
    /// It was emptied and is no more, wherever it is still configured. The row stays, so that a silo which still has it in its settings does not enter the
    /// shard anew.
    /// </summary>
    public const string Removed = "removed";
}
