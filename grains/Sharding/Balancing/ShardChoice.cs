namespace Chat.Sharding.Balancing;

/// <summary>What the directory knows of a shard that may take a team.</summary>
/// <param name="Teams">That live there, or are on their way there.</param>
/// <param name="Load">As it was seen last.</param>
internal sealed record ShardCandidate(string Name, int Weight, long Teams, Burden Load);

/// <summary>Where a team that has no load yet goes.</summary>
internal static class ShardChoice
{
    /// <summary>
    /// The shard with the least load for its weight: its share of all teams, and how far what it writes and holds is on the way to its marks. On shards that
    /// do little, teams decide; one that is near a mark takes few. Null if there is none.
    /// </summary>
    public static string? Least(IReadOnlyCollection<ShardCandidate> shards, Burden mark)
    {
        var teams = Math.Max(1.0, shards.Sum(static s => s.Teams));
        return shards.OrderBy(s => (s.Teams / teams + s.Load.Writes / mark.Writes + s.Load.Bytes / mark.Bytes) / s.Weight)
            .ThenBy(static s => s.Name, StringComparer.Ordinal).FirstOrDefault()?.Name;
    }

    /// <summary>Of a shard with weight 1.</summary>
    public static Burden Mark(BalancingOptions options) => new(options.HotWritesPerSecond, options.HotBytes == 0 ? double.PositiveInfinity : options.HotBytes);
}
