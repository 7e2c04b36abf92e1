using Chat.Sessions;
using Chat.Tests.Sockets;
using Xunit;

namespace Chat.Tests.Sessions;

public sealed class FrameLimitTests
{
    private readonly ManualClock _time = new();

    [Fact]
    public void So_many_may_come_at_once_and_then_as_many_as_the_rate_gives()
    {
        var limit = new FrameLimit(10, 20, _time);
        Assert.Equal(20, Taken(limit, 1_000));
        _time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.Equal(0, Taken(limit, 1_000));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, Taken(limit, 1_000));
    }

    [Fact]
    public void A_long_silence_saves_up_no_more_than_may_come_at_once()
    {
        var limit = new FrameLimit(10, 20, _time);
        Taken(limit, 20);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(20, Taken(limit, 1_000));
    }

    private static int Taken(FrameLimit limit, int frames) => Enumerable.Range(0, frames).Count(_ => limit.TryTake());
}
