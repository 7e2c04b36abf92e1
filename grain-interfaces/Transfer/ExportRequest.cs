namespace Chat.Transfer;

/// <summary>What shall be exported.</summary>
/// <param name="From">From this ts on; null: from the beginning.</param>
/// <param name="To">Before this ts; null: up to the point at which the export begins.</param>
/// <param name="Channels">Ids or names; empty: all of those that the flags allow.</param>
/// <param name="IncludePrivate">Private channels too.</param>
/// <param name="IncludeDirect">DMs and group DMs too.</param>
[GenerateSerializer, Immutable, Alias("ExportRequest")]
public sealed record ExportRequest(
    [property: Id(0)] Ts? From,
    [property: Id(1)] Ts? To,
    [property: Id(2)] string[] Channels,
    [property: Id(3)] bool IncludePrivate,
    [property: Id(4)] bool IncludeDirect);
