using Chat.Sharding.Comparing;
using Xunit;

namespace Chat.Tests.Sharding;

public sealed class NightsTests
{
    private static readonly TimeSpan At = TimeSpan.FromHours(23);

    [Theory]
    [InlineData("2026-03-01T22:59:59Z", null, null)]
    [InlineData("2026-03-01T23:00:00Z", null, "2026-03-01T23:00:00Z")]
    [InlineData("2026-03-02T02:59:59Z", null, "2026-03-01T23:00:00Z")]
    [InlineData("2026-03-02T03:00:00Z", null, null)]
    [InlineData("2026-03-01T23:30:00Z", "2026-02-28T23:00:00Z", "2026-03-01T23:00:00Z")]
    [InlineData("2026-03-02T01:00:00Z", "2026-03-01T23:00:00Z", null)]
    public void A_comparison_is_due_once_a_night_and_not_long_after(string now, string? last, string? due)
    {
        static long Milliseconds(string? time) => time is null ? 0 : Parse(time).ToUnixTimeMilliseconds();
        Assert.Equal(due is null ? null : Milliseconds(due), Nights.DueAt(Parse(now), At, Milliseconds(last)));
    }

    private static DateTimeOffset Parse(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);
}
