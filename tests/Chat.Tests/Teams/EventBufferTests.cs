using Chat.Teams;
using Xunit;
using static Chat.Tests.Teams.Happenings;

namespace Chat.Tests.Teams;

public sealed class EventBufferTests
{
    private const int Roomy = 1 << 20;

    [Fact]
    public void What_follows_a_known_position_is_answered_in_order()
    {
        var buffer = Filled(seconds: 5);
        Assert.Equal([3, 4, 5], Seconds(buffer.After(PositionAt(2))));
        Assert.Equal([], Seconds(buffer.After(PositionAt(5))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public void A_position_that_is_not_here_proves_nothing(long second) => Assert.Null(Filled(seconds: 5).After(PositionAt(second)));

    [Fact]
    public void A_position_between_two_events_proves_nothing()
    {
        var buffer = Filled(seconds: 5);
        Assert.Null(buffer.After(new Position(Home, 1, new Ts(At(3).Micros + 1))));
    }

    [Fact]
    public void Nothing_is_known_of_an_empty_buffer() => Assert.Null(new EventBuffer(TimeSpan.FromSeconds(30), Roomy).After(PositionAt(1)));

    [Fact]
    public void A_reader_of_a_later_writer_than_the_events_has_read_another_log()
    {
        var buffer = new EventBuffer(TimeSpan.FromSeconds(30), Roomy);
        buffer.Add(ToTeam(1), 3);
        buffer.Add(ToTeam(2), 4);
        // The reader may know an earlier writer than the event's: positions keep the epoch of when the reader connected.
        Assert.Equal([2], Seconds(buffer.After(PositionAt(1, epoch: 3))));
        Assert.Equal([2], Seconds(buffer.After(PositionAt(1, epoch: 2))));
        Assert.Null(buffer.After(PositionAt(1, epoch: 4)));
        Assert.Equal([], Seconds(buffer.After(PositionAt(2, epoch: 4))));
    }

    [Fact]
    public void What_is_older_than_the_age_is_forgotten()
    {
        var buffer = new EventBuffer(TimeSpan.FromSeconds(30), Roomy);
        foreach (var second in (long[])[1, 2, 31, 32])
            buffer.Add(ToTeam(second), 1);
        Assert.Null(buffer.After(PositionAt(1)));
        Assert.Equal([31, 32], Seconds(buffer.After(PositionAt(2))));
        buffer.Trim(At(32));
        Assert.Null(buffer.After(PositionAt(31)));
        Assert.Equal(1, buffer.Count);
    }

    [Fact]
    public void The_newest_event_stays_however_old_or_large()
    {
        var buffer = new EventBuffer(TimeSpan.FromSeconds(30), maxBytes: 1_000);
        buffer.Add(ToTeam(1, bytes: 5_000), 1);
        buffer.Trim(At(1_000));
        Assert.Equal([], Seconds(buffer.After(PositionAt(1))));
        buffer.Add(ToTeam(2, bytes: 5_000), 1);
        Assert.Null(buffer.After(PositionAt(1)));
        Assert.Equal([], Seconds(buffer.After(PositionAt(2))));
    }

    [Fact]
    public void Bytes_are_bounded_with_what_an_event_costs_beside_its_payload()
    {
        var buffer = new EventBuffer(TimeSpan.FromHours(1), maxBytes: 10_000);
        for (var second = 1; second <= 100; second++)
            buffer.Add(ToTeam(second, bytes: 872), 1);
        Assert.Equal(10, buffer.Count);
        Assert.Equal([92, 93, 94, 95, 96, 97, 98, 99, 100], Seconds(buffer.After(PositionAt(91))));
    }

    [Fact]
    public void Shifting_after_long_use_loses_nothing()
    {
        var buffer = new EventBuffer(TimeSpan.FromSeconds(10), Roomy);
        for (var second = 1; second <= 5_000; second++)
        {
            buffer.Add(ToTeam(second), 1);
            var oldest = Math.Max(1, second - 10);
            Assert.Equal(second - oldest + 1, buffer.Count);
            Assert.Equal(second - oldest, buffer.After(PositionAt(oldest))!.Length);
            if (oldest > 1)
                Assert.Null(buffer.After(PositionAt(oldest - 1)));
        }
    }

    private static EventBuffer Filled(int seconds)
    {
        var buffer = new EventBuffer(TimeSpan.FromSeconds(30), Roomy);
        for (var second = 1; second <= seconds; second++)
            buffer.Add(ToTeam(second), 1);
        return buffer;
    }

    private static IEnumerable<long> Seconds(TeamEvent[]? events)
    {
        Assert.NotNull(events);
        return events.Select(item => item.Ts.Seconds);
    }

    [Fact]
    public void Nobody_gets_across_an_event_that_says_start_afresh()
    {
        var buffer = Filled(seconds: 5);
        buffer.Add(Afresh(6), 1);
        buffer.Add(ToTeam(7), 1);
        Assert.Null(buffer.After(PositionAt(5)));
        Assert.Null(buffer.PageAfter(PositionAt(5), 10, Roomy));
        Assert.Equal([7], Seconds(buffer.After(PositionAt(6))));
        Assert.Equal(2, buffer.Count);
    }
}
