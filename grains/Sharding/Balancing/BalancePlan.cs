namespace Chat.Sharding.Balancing;

/// <summary>What to do about a shard that is above its mark.</summary>
/// <param name="Moves">The fewest teams whose leaving helps; empty if there is nothing that would.</param>
/// <param name="Reason">Why nothing would; null if something does.</param>
internal sealed record BalancePlan(string Shard, IReadOnlyList<PlannedMove> Moves, string? Reason)
{
    /// <summary>
    /// Targets are filled to this part of their marks, and a hot shard is relieved to it if that can be: rates waver, and what is just below its mark
    /// now is above it a minute later.
    /// </summary>
    public const double Settled = 0.9;

    /// <summary>Steps of the search after which the first set that fits is taken, whether or not there is a smaller one.</summary>
    private const int Patience = 100_000;

    /// <summary>
    /// The smallest set of teams that brings the shard below its mark and pushes no other above its own; of several, the one with the hottest.
    /// </summary>
    public static BalancePlan Relieve(BurdenedShard hot, IEnumerable<BurdenedShard> shards, IEnumerable<BurdeningTeam> teams)
    {
        // One thing at a time, what hurts first.
        Func<Burden, double> measure = hot.Load.Writes > hot.Mark.Writes ? static b => b.Writes : static b => b.Bytes;
        if (!hot.MayGive)
            return new(hot.Name, [], "it is not active, or moves from or to it are under way or ended a moment ago");
        var own = teams.Where(team => team.Shard == hot.Name && measure(team.Load) > 0)
            .OrderByDescending(team => measure(team.Load)).ThenBy(static team => team.Team.Number).ToList();
        var rooms = shards.Where(shard => shard.MayTake && shard.Name != hot.Name)
            .Select(static shard => new Room(shard.Name, shard.Mark * Settled - shard.Load))
            .OrderByDescending(room => measure(room.Left)).ThenBy(static room => room.Name, StringComparer.Ordinal).ToArray();
        foreach (var part in (ReadOnlySpan<double>)[Settled, 1])
        {
            var search = new Search(hot.Name, measure, [.. own.Where(static team => team.MayMove)], rooms);
            if (search.Fewest(measure(hot.Load) - part * measure(hot.Mark)) is { } moves)
                return new(hot.Name, moves, null);
        }
        var alone = own.FirstOrDefault(team => measure(team.Load) > measure(hot.Mark));
        return new(hot.Name, [], alone is not null
            ? $"team {alone.Team} alone is above the mark: it would be so on any shard. Give its shard a larger weight, if its servers bear more"
            : rooms.Length == 0 ? "there is no other active shard that answers: add one"
            : "no set of teams that may move now fits on the other shards: add a shard, or wait if teams moved a moment ago");
    }

    /// <summary>What a shard may still take.</summary>
    private sealed class Room(string name, Burden left)
    {
        public string Name => name;

        public Burden Left { get; private set; } = left;

        public bool Fits(Burden load) => !load.IsAbove(Left);

        public void Take(Burden load) => Left -= load;

        public void Return(Burden load) => Left += load;
    }

    /// <param name="teams">Hottest first.</param>
    private sealed class Search(string source, Func<Burden, double> measure, BurdeningTeam[] teams, Room[] rooms)
    {
        private readonly BurdeningTeam[] _teams = [.. teams.Where(team => rooms.Any(room => room.Fits(team.Load)))];
        private readonly Stack<(BurdeningTeam Team, Room Room)> _chosen = new();
        private double[] _sums = [];
        private int _patience = Patience;

        public List<PlannedMove>? Fewest(double excess)
        {
            _sums = new double[_teams.Length + 1];
            for (var i = 0; i < _teams.Length; i++)
                _sums[i + 1] = _sums[i] + measure(_teams[i].Load);
            // What sums lose in rounding is no reason to take one team more.
            excess -= 1e-9 * _sums[^1];
            for (var count = 1; count <= _teams.Length && _patience > 0; count++)
            {
                if (Place(0, count, excess))
                    return Moves();
            }
            return _patience > 0 || !Greedy(excess) ? null : Moves();
        }

        /// <summary>Places so many teams, from that one on, that together bear down on the excess.</summary>
        private bool Place(int from, int count, double excess)
        {
            if (count == 0)
                return excess <= 0;
            for (var i = from; i + count <= _teams.Length; i++)
            {
                // The hottest of those that are left are not enough.
                if (_sums[i + count] - _sums[i] < excess)
                    return false;
                var team = _teams[i];
                foreach (var room in rooms)
                {
                    if (_patience-- <= 0)
                        return false;
                    if (!room.Fits(team.Load))
                        continue;
                    Choose(team, room);
                    if (Place(i + 1, count - 1, excess - measure(team.Load)))
                        return true;
                    _chosen.Pop();
                    room.Return(team.Load);
                }
            }
            return false;
        }

        private bool Greedy(double excess)
        {
            foreach (var team in _teams)
            {
                if (excess <= 0)
                    break;
                if (rooms.FirstOrDefault(room => room.Fits(team.Load)) is not { } room)
                    continue;
                Choose(team, room);
                excess -= measure(team.Load);
            }
            return excess <= 0;
        }

        private void Choose(BurdeningTeam team, Room room)
        {
            room.Take(team.Load);
            _chosen.Push((team, room));
        }

        private List<PlannedMove> Moves() => [.. _chosen.Reverse().Select(c => new PlannedMove(c.Team.Team, source, c.Room.Name, c.Team.Load))];
    }
}
