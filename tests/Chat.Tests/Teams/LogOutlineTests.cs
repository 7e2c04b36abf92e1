using Chat.Teams;
using Xunit;
using static Chat.Tests.Teams.Happenings;

namespace Chat.Tests.Teams;

public sealed class LogOutlineTests
{
    [Fact]
    public void A_position_is_reached_if_its_event_is_here_and_of_its_writer_or_a_later_one()
    {
        var outline = new LogOutline(maxEvents: 100, maxBytes: 1 << 20);
        outline.Add(OutlinedEvent.Of(ToTeam(1), 3));
        outline.Add(OutlinedEvent.Of(ToTeam(3), 4));
        Assert.True(outline.Reaches(PositionAt(1, epoch: 3)));
        Assert.True(outline.Reaches(PositionAt(1, epoch: 2)));
        Assert.False(outline.Reaches(PositionAt(1, epoch: 4)));
        Assert.True(outline.Reaches(PositionAt(3, epoch: 4)));
        Assert.False(outline.Reaches(PositionAt(2, epoch: 3)));
        Assert.False(outline.Reaches(PositionAt(4, epoch: 3)));
        Assert.False(new LogOutline(100, 100).Reaches(PositionAt(1)));
    }

    [Fact]
    public void What_is_further_behind_than_either_bound_is_not_reached()
    {
        var byEvents = new LogOutline(maxEvents: 10, maxBytes: 1 << 20);
        var byBytes = new LogOutline(maxEvents: 1_000, maxBytes: 50);
        for (var second = 1; second <= 200; second++)
        {
            byEvents.Add(OutlinedEvent.Of(ToTeam(second, bytes: 5), 1));
            byBytes.Add(OutlinedEvent.Of(ToTeam(second, bytes: 5), 1));
            foreach (var outline in (LogOutline[])[byEvents, byBytes])
            {
                Assert.Equal(second > 10, outline.Reaches(PositionAt(second - 10)));
                Assert.False(outline.Reaches(PositionAt(second - 11)));
            }
        }
    }

    [Fact]
    public void Memberships_after_a_place_are_told_for_as_long_as_it_can_be_reached()
    {
        var outline = new LogOutline(maxEvents: 10, maxBytes: 1 << 20);
        for (var second = 1; second <= 100; second++)
            outline.Add(OutlinedEvent.Of(second % 5 == 0 ? Joined(Ann, Cellar, second) : In(Cellar, second), 1));
        Assert.Equal([95, 100], outline.MembershipsAfter(At(90)).Select(item => item.Ts.Seconds));
        Assert.Equal([100], outline.MembershipsAfter(At(95)).Select(item => item.Ts.Seconds));
    }

    [Fact]
    public void Nobody_gets_across_an_event_that_says_start_afresh()
    {
        var outline = new LogOutline(maxEvents: 100, maxBytes: 1 << 20);
        foreach (var item in new[] { Joined(Ann, Cellar, 1), ToTeam(2), Afresh(3), ToTeam(4) })
            outline.Add(OutlinedEvent.Of(item, 1));
        Assert.False(outline.Reaches(PositionAt(2)));
        Assert.True(outline.Reaches(PositionAt(3)));
        Assert.True(outline.Reaches(PositionAt(4)));
        Assert.Empty(outline.MembershipsAfter(At(0)));
    }
}
