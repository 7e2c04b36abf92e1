namespace Chat.Sharding;

/// <summary>What is written for a team: rates over about the last minute.</summary>
/// <param name="Team">Whose.</param>
/// <param name="Shard">Where it was written; a team that moved has a load on both for some minutes.</param>
/// <param name="ItemsPerSecond">Committed changes; a message is one.</param>
/// <param name="BytesPerSecond">Text and payloads of them, and 128 for each row.</param>
[GenerateSerializer, Immutable, Alias("TeamLoad")]
public sealed record TeamLoad(
    [property: Id(0)] TeamId Team, [property: Id(1)] string Shard, [property: Id(2)] double ItemsPerSecond, [property: Id(3)] double BytesPerSecond);
