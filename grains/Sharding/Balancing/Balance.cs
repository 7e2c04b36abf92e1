namespace Chat.Sharding.Balancing;

/// <summary>All that is decided upon, of one look.</summary>
/// <param name="Fault">Why it is incomplete, and nothing may be decided; null if it is complete.</param>
/// <param name="Silos">Those that told what they write: the rates of one that left, or has just come, are not complete for a while.</param>
internal sealed record BalancePicture(
    IReadOnlyList<BurdenedShard> Shards, IReadOnlyList<BurdeningTeam> Teams, IReadOnlySet<string> Silos, string? Fault = null);

/// <summary>Looks at pictures one after the other, and says what to do about shards that stay above their marks.</summary>
/// <param name="sustained">How long a shard must have been above its mark, in every look.</param>
internal sealed class Balance(TimeSpan sustained)
{
    private readonly Dictionary<string, TimeSpan> _hotSince = new(StringComparer.Ordinal);
    private IReadOnlySet<string> _silos = new HashSet<string>();

    /// <summary>How long each shard has been above its mark.</summary>
    public TimeSpan HotFor(string shard, TimeSpan now) => _hotSince.TryGetValue(shard, out var since) ? now - since : TimeSpan.Zero;

    /// <param name="now">By any clock that only goes forward.</param>
    /// <returns>For each shard that has been hot for long enough, the hottest first; none of a picture that is not complete.</returns>
    public IReadOnlyList<BalancePlan> Look(TimeSpan now, BalancePicture picture)
    {
        // What could not be seen was perhaps not hot.
        if (picture.Fault is not null || !picture.Silos.SetEquals(_silos))
            _hotSince.Clear();
        if (picture.Fault is not null)
            return [];
        _silos = picture.Silos;
        foreach (var cool in _hotSince.Keys.Except(picture.Shards.Where(static s => s.IsHot).Select(static s => s.Name)).ToList())
            _hotSince.Remove(cool);
        foreach (var hot in picture.Shards.Where(static s => s.IsHot))
            _hotSince.TryAdd(hot.Name, now);
        var plans = new List<BalancePlan>();
        var shards = picture.Shards.ToDictionary(static s => s.Name, StringComparer.Ordinal);
        foreach (var name in _hotSince.Where(hot => now - hot.Value >= sustained).Select(static hot => hot.Key)
            .OrderByDescending(name => Heat(shards[name])).ThenBy(static name => name, StringComparer.Ordinal).ToList())
        {
            var plan = BalancePlan.Relieve(shards[name], shards.Values, picture.Teams);
            plans.Add(plan);
            // The next one finds what this one gives.
            foreach (var move in plan.Moves)
            {
                shards[move.Source] = shards[move.Source] with { Load = shards[move.Source].Load - move.Load };
                shards[move.Target] = shards[move.Target] with { Load = shards[move.Target].Load + move.Load };
            }
        }
        return plans;
    }

    private static double Heat(BurdenedShard shard) => Math.Max(shard.Load.Writes / shard.Mark.Writes, shard.Load.Bytes / shard.Mark.Bytes);
}
