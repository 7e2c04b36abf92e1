using Chat.Sharding;

namespace Chat.Admin;

/// <param name="Shard">Where the team shall live.</param>
internal sealed record NewMoveBody(string Shard);

internal sealed record OneMoveBody(MoveBody Job);

/// <param name="Jobs">Those that are under way, then those that ended last; 100 at most.</param>
internal sealed record MoveListBody(MoveBody[] Jobs);

/// <summary>Long work, and how far it is.</summary>
/// <param name="Id">Another one for each job.</param>
/// <param name="Kind">move.</param>
/// <param name="Team">Whose job it is.</param>
/// <param name="From">The shard that the team leaves.</param>
/// <param name="To">The shard that it goes to.</param>
/// <param name="State">queued, running, cancelling, clearing (the team lives on the new shard already), done, failed or cancelled.</param>
/// <param name="Progress">Of the copying.</param>
/// <param name="Started">Seconds since 1970.</param>
/// <param name="Ended">The same; left out while it is under way.</param>
/// <param name="HeldMs">How long the team's writes were held, in milliseconds; left out before that.</param>
/// <param name="Error">Why it failed, and what to do.</param>
internal sealed record MoveBody(
    string Id, string Kind, string Team, string From, string To, string State, ProgressBody Progress, double Started, double? Ended = null, double? HeldMs = null,
    string? Error = null)
{
    public static MoveBody Of(MoveStatus move) => new(
        $"{move.Team}-{move.Started}", "move", move.Team.ToString(), move.Source, move.Target, move.State,
        new ProgressBody(move.RowsDone, move.RowsTotal, "rows", Math.Round(move.RowsPerSecond)), move.Started / 1e3, move.Ended / 1e3,
        move.HeldMilliseconds is { } held ? Math.Round(held, 1) : null, move.Error);
}

/// <param name="Total">As counted at the beginning; what is written meanwhile comes on top.</param>
/// <param name="Rate">Per second, while it works.</param>
internal sealed record ProgressBody(long Done, long Total, string Unit, double Rate);
