using Chat.Admin;
using Chat.Transfer;
using Xunit;

namespace Chat.Tests.Transfer;

public sealed class ExportTermsTests
{
    [Theory]
    [InlineData("2026-01-31", 1_769_817_600_000_000)]
    [InlineData("2026-01-31T08:00Z", 1_769_846_400_000_000)]
    [InlineData("2026-01-31T08:00:00.5Z", 1_769_846_400_500_000)]
    [InlineData("2026-01-31T08:00:00+02:00", 1_769_839_200_000_000)]
    [InlineData("1700000000.000100", 1_700_000_000_000_100)]
    [InlineData("1700000000", 1_700_000_000_000_000)]
    public void A_time_is_a_date_a_moment_or_a_ts(string text, long micros)
    {
        Assert.Equal(new Ts(micros), ExportTerms.Require(new NewExportBody(From: text)).From);
        Assert.Equal(new Ts(micros), ExportTerms.Require(new NewExportBody(To: text)).To);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2026-02-30")]
    [InlineData("31.01.2026")]
    [InlineData("2026-01-31T08:00:00")]
    [InlineData("1969-01-01")]
    [InlineData("-1")]
    [InlineData("2300-01-01")]
    public void Anything_else_is_told_with_the_field(string text)
    {
        var refusal = Assert.Throws<InvalidBodyException>(() => ExportTerms.Require(new NewExportBody(From: text, To: text)));
        Assert.Equal(["from", "to"], refusal.Errors.Keys.Order());
    }

    [Fact]
    public void A_range_ends_after_its_beginning_and_channels_have_names()
    {
        var refusal = Assert.Throws<InvalidBodyException>(
            () => ExportTerms.Require(new NewExportBody(From: "2026-01-31", To: "2026-01-31", Channels: ["general", ""])));
        Assert.Equal(["channels", "to"], refusal.Errors.Keys.Order());
        refusal = Assert.Throws<InvalidBodyException>(
            () => ExportTerms.Require(new NewExportBody(Channels: [.. Enumerable.Range(0, 1_001).Select(static n => $"c{n}")])));
        Assert.Equal(["channels"], refusal.Errors.Keys);
    }
}
