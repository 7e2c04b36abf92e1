using Chat.Sharding.Balancing;
using Xunit;

namespace Chat.Tests.Sharding;

public sealed class SplitPlanTests
{
    [Fact]
    public void The_best_half_leaves_and_of_equal_ones_the_smaller_set()
    {
        Assert.Equal([1], Halve(60, 20, 20, 20));
        Assert.Equal([2, 3], Halve(60, 30, 20));
        // Greedily it would be 9 + 6 against 7 + 5 + 5.
        Assert.Equal(16, Halve(9, 7, 6, 5, 5).Sum(team => new[] { 9, 7, 6, 5, 5 }[team - 1]));
        Assert.Equal([2], Halve(90, 10, 0, 0));
    }

    [Fact]
    public void One_team_is_not_divided()
    {
        Assert.Empty(Halve(100));
        Assert.Empty(Halve(100, 0, 0));
        Assert.Empty(Halve());
    }

    [Fact]
    public void Many_teams_are_halved_to_within_a_hundredth()
    {
        var random = new Random(7);
        for (var round = 0; round < 50; round++)
        {
            var loads = Enumerable.Range(0, random.Next(17, 400)).Select(_ => random.Next(1, 1_000)).ToArray();
            var leaving = Halve(loads);
            Assert.Equal(leaving.Count, leaving.Distinct().Count());
            var off = loads.Sum() / 2.0 - leaving.Sum(team => loads[team - 1]);
            Assert.InRange(off / loads.Sum(), 0, 0.01);
        }
    }

    [Fact]
    public void Every_set_of_a_few_teams_is_considered()
    {
        var random = new Random(8);
        for (var round = 0; round < 200; round++)
        {
            var loads = Enumerable.Range(0, random.Next(2, 11)).Select(_ => random.Next(1, 60)).ToArray();
            var best = Enumerable.Range(1, (1 << loads.Length) - 2).Min(set => Math.Abs(loads.Sum() / 2.0 - loads.Where((_, i) => (set >> i & 1) == 1).Sum()));
            Assert.Equal(best, Math.Abs(loads.Sum() / 2.0 - Halve(loads).Sum(team => loads[team - 1])));
        }
    }

    [Fact]
    public void Those_that_leave_go_where_it_is_lightest_for_its_weight()
    {
        var spread = SplitPlan.Spread([(new(1), 30), (new(2), 20), (new(3), 10)], [("s2", 10, 1), ("s3", 0, 1)]);
        Assert.Equal(["s3", "s2", "s2"], spread.Select(move => move.Target));
        spread = SplitPlan.Spread([(new(1), 30), (new(2), 20), (new(3), 10)], [("s2", 0, 1), ("s3", 0, 10)]);
        Assert.Equal(["s3", "s3", "s3"], spread.Select(move => move.Target));
    }

    /// <summary>Numbers of the teams, from 1, that leave.</summary>
    private static List<int> Halve(params int[] loads) =>
        [.. SplitPlan.Halve(loads.Select((load, i) => (new TeamId(i + 1), (double)load))).Select(team => (int)team.Team.Number).Order()];
}
