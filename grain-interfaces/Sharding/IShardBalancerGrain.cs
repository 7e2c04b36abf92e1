using Orleans.Concurrency;

namespace Chat.Sharding;

/// <summary>
/// The one that sees to it that no shard bears too much, and that draining shards become empty (key: always 0). What it decides is in the directory as moves
/// of teams; where it dies, another goes on. Reading interleaves: what is read is replaced as a whole.
/// </summary>
[Alias("IShardBalancerGrain")]
public interface IShardBalancerGrain : IGrainWithIntegerKey
{
    /// <summary>Begins to look, and goes on.</summary>
    [Alias("Watch"), AlwaysInterleave]
    Task Watch();

    /// <summary>What it thinks should be done, as of its last look.</summary>
    [Alias("GetReport"), AlwaysInterleave]
    Task<BalanceReport> GetReport();

    /// <summary>
    /// Begins to move the set of teams that best halves what a shard bears, to the given shards or else to all other active ones. Errors: shard_not_found,
    /// shard_not_active (the shard, or a target, takes no part), no_other_shard, nothing_to_split, move_under_way (from or to the shard), invalid_arguments,
    /// service_unavailable (also while not all silos tell what they write).
    /// </summary>
    [Alias("Split")]
    Task<MoveStatus[]> Split(string shard, string[] targets);
}

/// <param name="Automatic">off, propose or on.</param>
/// <param name="Looked">Of the last look, in milliseconds since 1970; null if there was none.</param>
/// <param name="Fault">Why that look could decide nothing; null if it could.</param>
/// <param name="Proposals">For each shard that has been above its mark for long enough.</param>
[GenerateSerializer, Immutable, Alias("BalanceReport")]
public sealed record BalanceReport(
    [property: Id(0)] string Automatic, [property: Id(1)] long? Looked, [property: Id(2)] string? Fault, [property: Id(3)] ShardProposal[] Proposals);

/// <param name="Shard">The one that is above its mark.</param>
/// <param name="WritesPerSecond">Of the teams that live there.</param>
/// <param name="WritesMark">What it may take.</param>
/// <param name="Bytes">What it holds.</param>
/// <param name="BytesMark">What it may hold; null: as much as it likes.</param>
/// <param name="HotSeconds">How long it has been above.</param>
/// <param name="Moves">The fewest teams whose leaving brings it below.</param>
/// <param name="Reason">Why there are none; null if there are.</param>
[GenerateSerializer, Immutable, Alias("ShardProposal")]
public sealed record ShardProposal(
    [property: Id(0)] string Shard,
    [property: Id(1)] double WritesPerSecond,
    [property: Id(2)] double WritesMark,
    [property: Id(3)] long? Bytes,
    [property: Id(4)] long? BytesMark,
    [property: Id(5)] double HotSeconds,
    [property: Id(6)] ProposedMove[] Moves,
    [property: Id(7)] string? Reason);

/// <param name="Team">Who should go.</param>
/// <param name="Target">Where to.</param>
/// <param name="WritesPerSecond">What goes with it.</param>
[GenerateSerializer, Immutable, Alias("ProposedMove")]
public sealed record ProposedMove([property: Id(0)] TeamId Team, [property: Id(1)] string Target, [property: Id(2)] double WritesPerSecond);
