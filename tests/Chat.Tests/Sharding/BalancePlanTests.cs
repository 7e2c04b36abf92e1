using Chat.Sharding.Balancing;
using Xunit;

namespace Chat.Tests.Sharding;

public sealed class BalancePlanTests
{
    private static readonly Burden Mark = new(100, double.PositiveInfinity);

    [Fact]
    public void The_hottest_team_goes_when_it_alone_is_enough()
    {
        var teams = Teams("s1", 50, 30, 20, 10);
        var plan = Relieve("s1", teams, "s1", "s2");
        var move = Assert.Single(plan.Moves);
        Assert.Equal((new TeamId(1), "s1", "s2", null), (move.Team, move.Source, move.Target, plan.Reason));
    }

    [Fact]
    public void Several_go_when_one_is_not_enough_and_a_smaller_one_where_the_hottest_does_not_fit()
    {
        // Of 130, 40 at least must go; 50 do not fit on a shard with room for 45.
        var plan = Relieve("s1", [.. Teams("s1", 50, 40, 25, 15), Team(9, "s2", 45)], "s1", "s2");
        Assert.Equal([new TeamId(2)], plan.Moves.Select(m => m.Team));
        plan = Relieve("s1", [.. Teams("s1", 46, 46, 23, 22), Team(9, "s2", 45)], "s1", "s2");
        Assert.Equal((null, false), (plan.Reason is null ? null : "none", plan.Moves.Count == 0));
        plan = Relieve("s1", Teams("s1", [.. Enumerable.Repeat(10, 15)]), "s1", "s2");
        Assert.Equal(6, plan.Moves.Count);
    }

    [Fact]
    public void They_are_spread_when_no_single_shard_has_the_room()
    {
        var plan = Relieve("s1", [.. Teams("s1", 40, 40, 40, 40), Team(8, "s2", 50), Team(9, "s3", 50)], "s1", "s2", "s3");
        Assert.Equal(["s2", "s3"], plan.Moves.Select(m => m.Target).Order());
    }

    [Fact]
    public void A_team_that_alone_is_above_the_mark_goes_nowhere()
    {
        var plan = Relieve("s1", Teams("s1", 130, 1, 1), "s1", "s2");
        Assert.Empty(plan.Moves);
        Assert.Contains("team T00000001 alone is above the mark", plan.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_team_that_nearly_fills_a_shard_stays_and_the_others_go()
    {
        // Nine tenths of the mark cannot be reached; the mark itself can.
        var plan = Relieve("s1", Teams("s1", 95, 6), "s1", "s2");
        Assert.Equal([new TeamId(2)], plan.Moves.Select(m => m.Team));
    }

    [Fact]
    public void Without_room_or_another_shard_nothing_moves_and_that_is_said()
    {
        Assert.Contains("add a shard", Relieve("s1", [.. Teams("s1", 60, 60), Team(9, "s2", 85)], "s1", "s2").Reason, StringComparison.Ordinal);
        Assert.Contains("no other active shard", Relieve("s1", Teams("s1", 60, 60), "s1").Reason, StringComparison.Ordinal);
        var shards = Shards(Teams("s1", 60, 60), "s1", "s2");
        var plan = BalancePlan.Relieve(shards[0] with { MayGive = false }, shards, Teams("s1", 60, 60));
        Assert.Contains("under way", plan.Reason, StringComparison.Ordinal);
        plan = BalancePlan.Relieve(shards[0], [shards[0], shards[1] with { MayTake = false }], Teams("s1", 60, 60));
        Assert.Contains("no other active shard", plan.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_count_as_writes_do()
    {
        var mark = new Burden(100, 1_000);
        BurdenedShard[] shards = [new("s1", new(10, 1_200), mark, true, true), new("s2", new(0, 500), mark, true, true), new("s3", new(85, 0), mark, true, true)];
        BurdeningTeam[] teams = [new(new(1), "s1", new(10, 500), true), new(new(2), "s1", new(0, 400), true), new(new(3), "s1", new(0, 300), true)];
        var move = Assert.Single(BalancePlan.Relieve(shards[0], shards, teams).Moves);
        // The biggest is too big for s2, and writes too much for s3.
        Assert.Equal((new TeamId(2), "s3"), (move.Team, move.Target));
    }

    /// <summary>
    /// Random clusters: nothing goes above its mark, nothing moves that may not, there is no smaller set, and after a few rounds all is quiet for ever.
    /// </summary>
    [Fact]
    public void Whatever_the_cluster_every_plan_is_sound_minimal_and_comes_to_rest()
    {
        var random = new Random(20);
        var (planned, helpless) = (0, 0);
        for (var round = 0; round < 2_000; round++)
        {
            var names = Enumerable.Range(1, random.Next(2, 5)).Select(n => $"s{n}").ToArray();
            var teams = Enumerable.Range(1, random.Next(2, 11)).Select(n => new BurdeningTeam(
                new TeamId(n), names[random.Next(names.Length)], new(random.Next(1, random.Next(2, 120)), 0), random.Next(6) > 0)).ToList();
            var shards = Shards(teams, names);
            foreach (var hot in shards.Where(s => s.IsHot))
            {
                var plan = BalancePlan.Relieve(hot, shards, teams);
                Check(plan, hot, shards, teams);
                if (plan.Moves.Count > 0)
                    planned++;
                else
                    helpless++;
            }
            ComesToRest(teams, names);
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{planned} plans, {helpless} of no help");
        Assert.True(planned > 200 && helpless > 50);
    }

    [Fact]
    public void A_shard_with_very_many_teams_is_relieved_in_no_time()
    {
        var random = new Random(3);
        var teams = Enumerable.Range(1, 5_000).Select(n => Team(n, "s1", random.NextDouble() / 20)).ToList();
        for (var n = 0; n < 40; n++)
            teams.Add(Team(10_000 + n, "s2", 2.2));
        var shards = Shards(teams, "s1", "s2");
        var plan = BalancePlan.Relieve(shards[0], shards, teams);
        Assert.True(plan.Reason is not null || plan.Moves.Sum(m => m.Load.Writes) <= 0.9 * Mark.Writes - shards[1].Load.Writes);
    }

    private static void Check(BalancePlan plan, BurdenedShard hot, List<BurdenedShard> shards, List<BurdeningTeam> teams)
    {
        Assert.Equal(plan.Moves.Count == 0, plan.Reason is not null);
        Assert.Equal(plan.Moves.Count, plan.Moves.Select(m => m.Team).Distinct().Count());
        Assert.All(plan.Moves, move =>
        {
            var team = teams.Single(t => t.Team == move.Team);
            Assert.True(team.MayMove && team.Shard == hot.Name && move.Source == hot.Name && move.Target != hot.Name);
        });
        foreach (var shard in shards.Where(s => s != hot))
        {
            var comes = plan.Moves.Where(m => m.Target == shard.Name).Sum(m => m.Load.Writes);
            Assert.True(comes == 0 || shard.Load.Writes + comes <= BalancePlan.Settled * shard.Mark.Writes + 1e-6);
        }
        var left = hot.Load.Writes - plan.Moves.Sum(m => m.Load.Writes);
        Assert.True(plan.Moves.Count == 0 || left <= hot.Mark.Writes + 1e-6);
        foreach (var part in new[] { BalancePlan.Settled, 1 })
        {
            if (Fewest(hot, part, shards, teams) is not { } fewest)
                continue;
            Assert.Equal(fewest, plan.Moves.Count);
            return;
        }
        Assert.Empty(plan.Moves);
    }

    /// <summary>By trying every set of teams, and every way to place it.</summary>
    private static int? Fewest(BurdenedShard hot, double part, List<BurdenedShard> shards, List<BurdeningTeam> teams)
    {
        var own = teams.Where(t => t.Shard == hot.Name && t.MayMove).ToArray();
        int? fewest = null;
        for (var set = 1; set < 1 << own.Length; set++)
        {
            var chosen = own.Where((_, i) => (set >> i & 1) == 1).ToArray();
            if (hot.Load.Writes - chosen.Sum(t => t.Load.Writes) > part * hot.Mark.Writes + 1e-9 || chosen.Length >= (fewest ?? int.MaxValue))
                continue;
            var rooms = shards.Where(s => s != hot && s.MayTake).Select(s => BalancePlan.Settled * s.Mark.Writes - s.Load.Writes).ToArray();
            if (Fits(chosen, 0, rooms))
                fewest = chosen.Length;
        }
        return fewest;
    }

    private static bool Fits(BurdeningTeam[] teams, int at, double[] rooms)
    {
        if (at == teams.Length)
            return true;
        for (var i = 0; i < rooms.Length; i++)
        {
            if (teams[at].Load.Writes > rooms[i])
                continue;
            rooms[i] -= teams[at].Load.Writes;
            var fits = Fits(teams, at + 1, rooms);
            rooms[i] += teams[at].Load.Writes;
            if (fits)
                return true;
        }
        return false;
    }

    /// <summary>Under a load that does not change, each shard is relieved at most once, and none becomes hot by what was done for another.</summary>
    private static void ComesToRest(List<BurdeningTeam> teams, string[] names)
    {
        var balance = new Balance(TimeSpan.Zero);
        HashSet<string> silos = ["a"];
        var relieved = new HashSet<string>();
        for (var look = 0; look < names.Length + 2; look++)
        {
            var shards = Shards(teams, names);
            var plans = balance.Look(TimeSpan.FromSeconds(look), new BalancePicture(shards, teams, silos));
            var moves = plans.SelectMany(p => p.Moves).ToList();
            if (look > names.Length)
                Assert.Empty(moves);
            Assert.All(plans.Where(p => p.Moves.Count > 0), plan => Assert.True(relieved.Add(plan.Shard)));
            foreach (var move in moves)
            {
                var i = teams.FindIndex(t => t.Team == move.Team);
                teams[i] = teams[i] with { Shard = move.Target };
            }
            Assert.Subset(shards.Where(s => s.IsHot).Select(s => s.Name).ToHashSet(), Shards(teams, names).Where(s => s.IsHot).Select(s => s.Name).ToHashSet());
        }
    }

    private static BalancePlan Relieve(string hot, IReadOnlyList<BurdeningTeam> teams, params string[] names)
    {
        var shards = Shards(teams, names);
        return BalancePlan.Relieve(shards.Single(s => s.Name == hot), shards, teams);
    }

    private static List<BurdenedShard> Shards(IReadOnlyList<BurdeningTeam> teams, params string[] names) =>
        [.. names.Select(name => new BurdenedShard(name, new(teams.Where(t => t.Shard == name).Sum(t => t.Load.Writes), 0), Mark, true, true))];

    private static BurdeningTeam[] Teams(string shard, params int[] writes) => [.. writes.Select((load, i) => Team(i + 1, shard, load))];

    private static BurdeningTeam Team(int number, string shard, double writes) => new(new TeamId(number), shard, new Burden(writes, 0), true);
}
