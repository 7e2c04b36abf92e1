using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Chat;

/// <summary>
/// A place in a team's log: everything up to and including <see cref="Ts"/> was seen. The epoch is the writer's that the reader knew;
/// it proves that the ts was read from this log and not from one whose tail was lost. Wire form
/// <c>TEAM-EPOCH-TS</c>, for example <c>T0000001A-3-1700000000.000100</c>: a client moves its position on by replacing the last
/// 17 characters with the <c>event_ts</c> of the event that it has just handled.
/// </summary>
[GenerateSerializer, Immutable, Alias("Position")]
public readonly record struct Position([property: Id(0)] TeamId Team, [property: Id(1)] long Epoch, [property: Id(2)] Ts Ts)
{
    public static bool TryParse([NotNullWhen(true)] string? text, out Position position)
    {
        position = default;
        var parts = text?.Split('-');
        if (parts is not [var team, var epoch, var ts]
            || !TeamId.TryParse(team, out var teamId)
            || !long.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out var epochNumber)
            || !Ts.TryParse(ts, out var at))
            return false;
        position = new Position(teamId, epochNumber, at);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Team}-{Epoch}-{Ts}");
}
