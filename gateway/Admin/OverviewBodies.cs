using Chat.Sharding;

namespace Chat.Admin;

/// <param name="Directory">ok, or away: then what the directory alone knows is left out.</param>
/// <param name="SilentSilos">Silos that did not tell what they write: their part is missing in the rates.</param>
internal sealed record ShardListBody(ShardBody[] Shards, string Directory, int SilentSilos)
{
    public static ShardListBody Of(ShardsOverview all) =>
        new([.. all.Shards.Select(ShardBody.Of)], DirectoryState.Of(all.IsDirectoryAway), all.SilentSilos);
}

/// <param name="State">active, draining, full or removed.</param>
/// <param name="Weight">Its share of new teams and of what it may bear, against the others'.</param>
/// <param name="SyncState">How its two servers stand to each other; single: there is one.</param>
/// <param name="Epoch">Grows with each change of who serves whom.</param>
/// <param name="Even">Who serves teams with even numbers.</param>
/// <param name="Odd">Who serves teams with odd numbers.</param>
/// <param name="Teams">Of both kinds.</param>
/// <param name="EstimatedRows">As the server's statistics say; may be off by half. Left out if the server did not answer.</param>
/// <param name="EstimatedBytes">The same, with indexes.</param>
/// <param name="Draining">How far it is; of draining shards alone.</param>
/// <param name="Drained">Whether nothing lives there and nothing is on its way; of draining and removed shards alone.</param>
internal sealed record ShardBody(
    string Name,
    string? State,
    int? Weight,
    string SyncState,
    long Epoch,
    ServedTeamsBody Even,
    ServedTeamsBody Odd,
    long? Teams,
    long? EstimatedRows,
    long? EstimatedBytes,
    WriteRateBody WriteRate,
    DrainingBody? Draining = null,
    bool? Drained = null)
{
    public static ShardBody Of(ShardOverview shard) => new(
        shard.Name, shard.State, shard.Weight, shard.SyncState, shard.Epoch, ServedTeamsBody.Of(shard.Even), ServedTeamsBody.Of(shard.Odd),
        shard.Even.Teams + shard.Odd.Teams, shard.Size?.Rows, shard.Size?.Bytes, WriteRateBody.Of(shard.Load),
        shard.State == "draining" ? new DrainingBody(TeamsOf(shard), shard.Leaving ?? 0) : null,
        shard.State is "draining" or "removed" ? TeamsOf(shard) + (shard.Leaving ?? 0) + (shard.Coming ?? 0) == 0 : null);

    private static long TeamsOf(ShardOverview shard) => (shard.Even.Teams ?? 0) + (shard.Odd.Teams ?? 0);
}

/// <param name="Side">The server: A or B.</param>
internal sealed record ServedTeamsBody(string Side, long? Teams)
{
    public static ServedTeamsBody Of(ServedTeams served) => new(served.Side, served.Teams);
}

/// <summary>Over about the last minute; a change is a message, a reaction, a join, and so on.</summary>
internal sealed record WriteRateBody(double ChangesPerSecond, double BytesPerSecond)
{
    public static WriteRateBody Of(WriteRate rate) => new(Math.Round(rate.ItemsPerSecond, 3), Math.Round(rate.BytesPerSecond));
}

/// <param name="Side">The server that serves it: A or B.</param>
/// <param name="OwnerEpoch">Of the team's one writer. Left out if the server did not answer.</param>
/// <param name="OwnerState">active, captured (it is being copied) or held (nobody may write).</param>
/// <param name="Directory">ok, or away: then this is what a silo remembers.</param>
/// <param name="SilentSilos">Silos whose part is missing in the rate.</param>
internal sealed record TeamShardBody(
    string TeamId,
    string Shard,
    string Side,
    long? OwnerEpoch,
    string? OwnerState,
    TeamTableBody[] Tables,
    WriteRateBody WriteRate,
    string Directory,
    int SilentSilos)
{
    public static TeamShardBody Of(TeamPlacementOverview team) => new(
        team.Team.ToString(), team.Shard, team.Side, team.Epoch, team.State, [.. team.Tables.Select(TeamTableBody.Of)], WriteRateBody.Of(team.Load),
        DirectoryState.Of(team.IsDirectoryAway), team.SilentSilos);
}

/// <param name="Rows">The team's, counted. Left out if that would have taken longer than 2.5 s over all tables.</param>
/// <param name="EstimatedBytes">The rows at the table's mean size, with indexes.</param>
internal sealed record TeamTableBody(string Name, long? Rows, long? EstimatedBytes)
{
    public static TeamTableBody Of(TeamTableSize table) => new(table.Name, table.Rows, table.EstimatedBytes);
}

internal static class DirectoryState
{
    public static string Of(bool isAway) => isAway ? "away" : "ok";
}
