using Chat.Teams;
using Xunit;

namespace Chat.Tests.Teams;

public sealed class TeamClockTests
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    [Fact]
    public void Each_ts_is_the_present_when_time_goes_on()
    {
        var clock = new TeamClock(Ts.None);
        Assert.Equal(Ts.At(Noon), clock.Next(Noon));
        Assert.Equal(Ts.At(Noon.AddSeconds(1)), clock.Next(Noon.AddSeconds(1)));
    }

    [Fact]
    public void In_one_moment_and_when_the_machine_goes_back_ts_still_rises_by_the_least()
    {
        var clock = new TeamClock(Ts.None);
        var first = clock.Next(Noon);
        Assert.Equal(first.Micros + 1, clock.Next(Noon).Micros);
        Assert.Equal(first.Micros + 2, clock.Next(Noon.AddHours(-1)).Micros);
        Assert.Equal(Ts.At(Noon.AddSeconds(1)), clock.Next(Noon.AddSeconds(1)));
    }

    [Fact]
    public void A_new_writer_goes_on_after_the_head_of_the_log()
    {
        var head = Ts.At(Noon.AddMinutes(5));
        Assert.Equal(head.Micros + 1, new TeamClock(head).Next(Noon).Micros);
    }
}
