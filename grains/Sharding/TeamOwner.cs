using System.Data.Common;
using System.Globalization;

namespace Chat.Sharding;

/// <summary>Who may write for a team on a server, as the team's owner row and the server's gate say.</summary>
/// <param name="Epoch">Of the one writer.</param>
/// <param name="State">One of the constants.</param>
/// <param name="IsServed">This server is the one that serves the team.</param>
internal readonly record struct TeamOwner(long Epoch, int State, bool IsServed)
{
    /// <summary>Nobody may write here: the team is about to live, or lives, on another shard.</summary>
    public const int Held = 0;

    /// <summary>The writer may write.</summary>
    public const int Active = 1;

    /// <summary>The writer may write, and notes in <c>team_changes</c> what: the team is being copied to another shard.</summary>
    public const int Captured = 2;

    /// <summary>The condition on <c>state</c> of a team that may be written.</summary>
    public const string MayWrite = "state IN (1, 2)";

    /// <summary>Whether the team lives here now, whoever its writer is.</summary>
    public bool IsHere => IsServed && (State is Active or Captured);

    /// <summary>Reads <c>team_id, epoch, state, is_open</c> of teams on a server.</summary>
    public static string Query(ShardSide side, IEnumerable<TeamId> teams)
    {
        var ids = string.Join(", ", teams.Select(static team => team.Number.ToString(CultureInfo.InvariantCulture)));
        return
            $"""
            SELECT o.team_id, o.epoch, o.state, g.is_open FROM team_owner o JOIN shard_gate g ON g.side = '{side}' AND g.parity = (o.team_id & 1)
             WHERE o.team_id IN ({ids})
            """;
    }

    public static TeamOwner Read(DbDataReader row) => new(row.GetInt64(1), row.GetInt32(2), row.Flag(3));
}
