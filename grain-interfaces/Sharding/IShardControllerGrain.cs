namespace Chat.Sharding;

/// <summary>
/// Watches the two masters of one shard and decides which serves whom (key: the shard's name). Its decisions are compare-and-set in the directory, so that
/// two activations, or two sides of a partition, cannot both decide. By itself it takes over the teams of a server that died, and lets the two go on
/// alone while they do not hear each other; everything else is an operator's.
/// Errors of all: shard_not_found (not a pair, or not configured), service_unavailable.
/// </summary>
[Alias("IShardControllerGrain")]
public interface IShardControllerGrain : IGrainWithStringKey
{
    /// <summary>Begins to watch, and goes on.</summary>
    [Alias("Watch")]
    Task Watch();

    [Alias("GetStatus")]
    Task<PairStatus> GetStatus();

    /// <summary>
    /// One server takes all teams over, the other being dead or about to be. Errors: takeover_refused (the pair is not in step, or not all that was received
    /// can be applied).
    /// </summary>
    [Alias("TakeOver")]
    Task<PairStatus> TakeOver(string survivor);

    /// <summary>The server that was away comes back, catches up, and is in step. Errors: rejoin_refused.</summary>
    [Alias("Rejoin")]
    Task<PairStatus> Rejoin();

    /// <summary>Each server has the teams again that prefer it; their writes are held for a moment. Errors: failback_refused.</summary>
    [Alias("FailBack")]
    Task<PairStatus> FailBack();
}

/// <param name="Shard">Its name.</param>
/// <param name="State">How the servers stand to each other: new, synced, apart, solo, rejoining.</param>
/// <param name="ServingEven">The server of the teams with even numbers, A or B.</param>
/// <param name="ServingOdd">The server of the teams with odd numbers.</param>
/// <param name="Epoch">Of the last change of these.</param>
/// <param name="A">Server A.</param>
/// <param name="B">Server B.</param>
/// <param name="Alarm">What somebody should look at; null for nothing.</param>
/// <param name="HeldMilliseconds">How long the last planned switch held writes; null if there was none since the controller began.</param>
[GenerateSerializer, Immutable, Alias("PairStatus")]
public sealed record PairStatus(
    [property: Id(0)] string Shard,
    [property: Id(1)] string State,
    [property: Id(2)] string ServingEven,
    [property: Id(3)] string ServingOdd,
    [property: Id(4)] long Epoch,
    [property: Id(5)] PairServerStatus A,
    [property: Id(6)] PairServerStatus B,
    [property: Id(7)] string? Alarm,
    [property: Id(8)] double? HeldMilliseconds);

/// <param name="Answers">It answers.</param>
/// <param name="Serves">It takes writes.</param>
/// <param name="Receives">It receives and applies what the other writes.</param>
/// <param name="WaitsForAcks">Its commits wait until the other has received them.</param>
/// <param name="SecondsBehind">How far what it applied is behind the other; null if it does not say.</param>
/// <param name="Position">Its last transactions.</param>
[GenerateSerializer, Immutable, Alias("PairServerStatus")]
public sealed record PairServerStatus(
    [property: Id(0)] bool Answers,
    [property: Id(1)] bool Serves,
    [property: Id(2)] bool Receives,
    [property: Id(3)] bool WaitsForAcks,
    [property: Id(4)] double? SecondsBehind,
    [property: Id(5)] string? Position);
