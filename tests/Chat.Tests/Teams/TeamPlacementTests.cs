using System.Net;
using Chat.Teams;
using Orleans.Runtime;
using Xunit;

namespace Chat.Tests.Teams;

public sealed class TeamPlacementTests
{
    private static readonly SiloAddress[] Silos =
        [.. Enumerable.Range(1, 5).Select(i => SiloAddress.New(IPAddress.Parse($"10.0.0.{i}"), 11_111, generation: i))];

    private static readonly TeamId[] Teams = [.. Enumerable.Range(1, 5_000).Select(i => new TeamId(i * 7_919L))];

    [Fact]
    public void All_silos_agree_in_whatever_order_they_know_each_other()
    {
        SiloAddress[] reversed = [.. Silos.Reverse()];
        Assert.All(Teams, team => Assert.Equal(TeamPlacementDirector.OwnerOf(team, Silos), TeamPlacementDirector.OwnerOf(team, reversed)));
    }

    [Fact]
    public void Teams_spread_evenly() =>
        Assert.All(
            Teams.CountBy(team => TeamPlacementDirector.OwnerOf(team, Silos)),
            silo => Assert.InRange(silo.Value, Teams.Length / 5 * 0.85, Teams.Length / 5 * 1.15));

    [Fact]
    public void When_a_silo_leaves_only_its_teams_move()
    {
        var gone = Silos[2];
        SiloAddress[] rest = [.. Silos.Where(silo => !silo.Equals(gone))];
        foreach (var team in Teams)
        {
            var before = TeamPlacementDirector.OwnerOf(team, Silos);
            var after = TeamPlacementDirector.OwnerOf(team, rest);
            if (!before.Equals(gone))
                Assert.Equal(before, after);
        }
    }
}
