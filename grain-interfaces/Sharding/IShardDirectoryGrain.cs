using Orleans.Concurrency;

namespace Chat.Sharding;

/// <summary>What operators see of the shards. A stateless worker (any key): it asks the directory, the shards and the silos anew each time.
/// Methods interleave: the grain has no state.</summary>
[Alias("IShardDirectoryGrain")]
public interface IShardDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>All shards by name. Answers within 5 s also when the directory or shards are away, with what is known without them.</summary>
    [Alias("List"), AlwaysInterleave]
    Task<ShardsOverview> List();

    /// <summary>
    /// Where a team lives and what it holds there. Errors: team_not_found; service_unavailable, if nobody here knows where it lives.
    /// </summary>
    [Alias("Find"), AlwaysInterleave]
    Task<TeamPlacementOverview> Find(TeamId team);

    /// <summary>Moves that are under way, then those that ended last; 100 at most. Errors: service_unavailable.</summary>
    [Alias("ListMoves"), AlwaysInterleave]
    Task<MoveStatus[]> ListMoves();

    /// <summary>
    /// Sets a shard's state (active, draining or full) and weight, what is not null; answers the shard. Errors: shard_not_found, no_other_shard (to drain the last
    /// active one), invalid_arguments, service_unavailable.
    /// </summary>
    [Alias("Change"), AlwaysInterleave]
    Task<ShardOverview> Change(string shard, string? state, int? weight);

    /// <summary>
    /// Takes out a shard that was drained; answers it, as removed. Errors: shard_not_found, shard_not_drained, shard_not_empty, service_unavailable.
    /// </summary>
    [Alias("Remove"), AlwaysInterleave]
    Task<ShardOverview> Remove(string shard);
}

/// <param name="Shards">By name.</param>
/// <param name="IsDirectoryAway">The directory did not answer: what it alone knows is null.</param>
/// <param name="SilentSilos">Silos that did not tell what they write: their part is missing in the rates.</param>
[GenerateSerializer, Immutable, Alias("ShardsOverview")]
public sealed record ShardsOverview(
    [property: Id(0)] ShardOverview[] Shards, [property: Id(1)] bool IsDirectoryAway, [property: Id(2)] int SilentSilos);

/// <param name="Name">As configured.</param>
/// <param name="State">active, draining, full or removed; null while the directory is away.</param>
/// <param name="Weight">Its share of new teams, and of what it may bear; null while the directory is away.</param>
/// <param name="SyncState">How its two servers stand to each other.</param>
/// <param name="Epoch">Grows with each change of who serves whom.</param>
/// <param name="Even">Teams with even numbers.</param>
/// <param name="Odd">Teams with odd numbers.</param>
/// <param name="Size">What it holds; null if it did not answer.</param>
/// <param name="Load">What all silos write to it.</param>
/// <param name="Leaving">Moves of teams from it that are under way; null while the directory is away.</param>
/// <param name="Coming">The same, to it.</param>
[GenerateSerializer, Immutable, Alias("ShardOverview")]
public sealed record ShardOverview(
    [property: Id(0)] string Name,
    [property: Id(1)] string? State,
    [property: Id(2)] int? Weight,
    [property: Id(3)] string SyncState,
    [property: Id(4)] long Epoch,
    [property: Id(5)] ServedTeams Even,
    [property: Id(6)] ServedTeams Odd,
    [property: Id(7)] StoredSize? Size,
    [property: Id(8)] WriteRate Load,
    [property: Id(9)] long? Leaving = null,
    [property: Id(10)] long? Coming = null);

/// <param name="Side">The server that serves them: A or B.</param>
/// <param name="Teams">How many there are; null while the directory is away.</param>
[GenerateSerializer, Immutable, Alias("ServedTeams")]
public sealed record ServedTeams([property: Id(0)] string Side, [property: Id(1)] long? Teams);

/// <param name="Rows">Of all tables.</param>
/// <param name="Bytes">With the indexes.</param>
[GenerateSerializer, Immutable, Alias("StoredSize")]
public sealed record StoredSize([property: Id(0)] long? Rows, [property: Id(1)] long? Bytes);

/// <summary>Over about the last minute.</summary>
[GenerateSerializer, Immutable, Alias("WriteRate")]
public sealed record WriteRate([property: Id(0)] double ItemsPerSecond, [property: Id(1)] double BytesPerSecond)
{
    public static WriteRate Of(IEnumerable<TeamLoad> loads)
    {
        var (items, bytes) = (0.0, 0.0);
        foreach (var load in loads)
            (items, bytes) = (items + load.ItemsPerSecond, bytes + load.BytesPerSecond);
        return new WriteRate(items, bytes);
    }
}

/// <param name="Team">Whose.</param>
/// <param name="Shard">Where it lives.</param>
/// <param name="Side">The server that serves it: A or B.</param>
/// <param name="Epoch">Of the team's one writer; null if the shard did not answer.</param>
/// <param name="State">active, captured (it is being copied) or held (nobody may write); null if the shard did not answer or does not have it.</param>
/// <param name="Tables">Each table, in the order in which they are counted.</param>
/// <param name="Load">What all silos write for it there.</param>
/// <param name="IsDirectoryAway">The directory did not answer: this is what a silo remembers.</param>
/// <param name="SilentSilos">Silos whose part is missing in the rate.</param>
[GenerateSerializer, Immutable, Alias("TeamPlacementOverview")]
public sealed record TeamPlacementOverview(
    [property: Id(0)] TeamId Team,
    [property: Id(1)] string Shard,
    [property: Id(2)] string Side,
    [property: Id(3)] long? Epoch,
    [property: Id(4)] string? State,
    [property: Id(5)] TeamTableSize[] Tables,
    [property: Id(6)] WriteRate Load,
    [property: Id(7)] bool IsDirectoryAway,
    [property: Id(8)] int SilentSilos);

/// <param name="Name">The table's.</param>
/// <param name="Rows">The team's, counted; null if there was no time left to count them.</param>
/// <param name="EstimatedBytes">The rows at the table's mean size; null where that is not known.</param>
[GenerateSerializer, Immutable, Alias("TeamTableSize")]
public sealed record TeamTableSize([property: Id(0)] string Name, [property: Id(1)] long? Rows, [property: Id(2)] long? EstimatedBytes);
