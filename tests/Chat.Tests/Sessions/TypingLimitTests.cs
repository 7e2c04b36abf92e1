using Chat.Sessions;
using Chat.Tests.Sockets;
using Xunit;

namespace Chat.Tests.Sessions;

public sealed class TypingLimitTests
{
    private readonly ManualClock _time = new();

    [Fact]
    public void A_second_s_worth_may_come_at_once_and_no_more()
    {
        var limit = new TypingLimit(10, _time);
        Assert.Equal(10, Taken(limit, 1_000));
        _time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.Equal(0, Taken(limit, 1_000));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, Taken(limit, 1_000));
    }

    [Fact]
    public void A_long_silence_saves_up_no_more_than_a_second_s_worth()
    {
        var limit = new TypingLimit(10, _time);
        Taken(limit, 10);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(10, Taken(limit, 1_000));
    }

    private static int Taken(TypingLimit limit, int frames) => Enumerable.Range(0, frames).Count(_ => limit.TryTake());
}
