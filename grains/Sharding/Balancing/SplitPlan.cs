using System.Numerics;

namespace Chat.Sharding.Balancing;

/// <summary>Which teams leave a shard so that half of what it bears goes with them.</summary>
internal static class SplitPlan
{
    /// <summary>So many of the hottest teams are divided in the best way there is; the others, one by one, to the lighter half.</summary>
    private const int Exact = 16;

    /// <summary>
    /// The lighter half, hottest first; of equal ones, the one with fewer teams. Empty if there is nothing to divide: all is one team's.
    /// </summary>
    public static IReadOnlyList<(TeamId Team, double Load)> Halve(IEnumerable<(TeamId Team, double Load)> teams)
    {
        var sorted = teams.Where(static team => team.Load > 0).OrderByDescending(static team => team.Load).ThenBy(static team => team.Team.Number).ToArray();
        if (sorted.Length < 2)
            return [];
        var first = sorted.AsSpan(0, Math.Min(Exact, sorted.Length));
        var best = BestSubset(first);
        List<(TeamId Team, double Load)> leaving = [], staying = [];
        for (var i = 0; i < first.Length; i++)
            ((best >> i & 1) == 1 ? leaving : staying).Add(first[i]);
        var (left, stayed) = (leaving.Sum(static t => t.Load), staying.Sum(static t => t.Load));
        foreach (var team in sorted.AsSpan(first.Length))
        {
            if (left < stayed)
            {
                leaving.Add(team);
                left += team.Load;
            }
            else
            {
                staying.Add(team);
                stayed += team.Load;
            }
        }
        return left < stayed || left == stayed && leaving.Count <= staying.Count ? leaving : staying;
    }

    /// <summary>Each team to the target that is lightest with it, the hottest first.</summary>
    /// <param name="targets">What each bears, for its weight.</param>
    public static IReadOnlyList<(TeamId Team, string Target)> Spread(
        IEnumerable<(TeamId Team, double Load)> teams, IEnumerable<(string Shard, double Load, int Weight)> targets)
    {
        var loads = targets.OrderBy(static t => t.Shard, StringComparer.Ordinal).ToArray();
        var spread = new List<(TeamId, string)>();
        foreach (var (team, load) in teams)
        {
            var least = 0;
            for (var i = 1; i < loads.Length; i++)
            {
                if ((loads[i].Load + load) / loads[i].Weight < (loads[least].Load + load) / loads[least].Weight)
                    least = i;
            }
            loads[least].Load += load;
            spread.Add((team, loads[least].Shard));
        }
        return spread;
    }

    /// <summary>The bits of the teams whose sum is closest to half of all.</summary>
    private static int BestSubset(ReadOnlySpan<(TeamId Team, double Load)> teams)
    {
        var sums = new double[1 << teams.Length];
        for (var set = 1; set < sums.Length; set++)
            sums[set] = sums[set & (set - 1)] + teams[BitOperations.TrailingZeroCount(set)].Load;
        var half = sums[^1] / 2;
        var best = 1;
        for (var set = 2; set < sums.Length - 1; set++)
        {
            var closer = Math.Abs(sums[best] - half) - Math.Abs(sums[set] - half);
            if (closer > 0 || closer == 0 && BitOperations.PopCount((uint)set) < BitOperations.PopCount((uint)best))
                best = set;
        }
        return best;
    }
}
