using System.Text;
using Xunit;

namespace Chat.Tests.Ids;

public sealed class TsTests
{
    [Theory]
    [InlineData("1700000000.000100", 1_700_000_000_000_100)]
    [InlineData("0000000000.000000", 0)]
    [InlineData("0000000000.000001", 1)]
    [InlineData("9999999999.999999", 9_999_999_999_999_999)]
    public void The_wire_form_keeps_every_digit(string text, long micros)
    {
        Assert.True(Ts.TryParse(text, out var ts));
        Assert.Equal(micros, ts.Micros);
        Assert.Equal(text, ts.ToString());
        var utf8 = new byte[Ts.WireLength];
        ts.Format(utf8);
        Assert.Equal(text, Encoding.ASCII.GetString(utf8));
    }

    [Fact]
    public void The_last_ts_has_a_wire_form() => Assert.Equal("9999999999.999999", Ts.Max.ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1700000000")]
    [InlineData("1700000000.0001")]
    [InlineData("1700000000.0001000")]
    [InlineData("1700000000,000100")]
    [InlineData("170000000.0000100")]
    [InlineData("-700000000.000100")]
    [InlineData("1700000000.00010٣")]
    [InlineData(" 700000000.000100")]
    public void Anything_else_is_no_ts(string? text)
    {
        Assert.False(Ts.TryParse(text, out _));
        Assert.Throws<FormatException>(() => Ts.Parse(text!));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1700000000", 1_700_000_000_000_000)]
    [InlineData("1700000000.5", 1_700_000_000_500_000)]
    [InlineData("1700000000.000100", 1_700_000_000_000_100)]
    [InlineData("1700000000.0001009", 1_700_000_000_000_100)]
    [InlineData("9999999999.999999", 9_999_999_999_999_999)]
    public void A_bound_may_be_shorter_than_the_wire_form(string text, long micros)
    {
        Assert.True(Ts.TryParseBound(text, out var ts));
        Assert.Equal(micros, ts.Micros);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("now")]
    [InlineData("-1")]
    [InlineData("1e9")]
    [InlineData("1,700,000,000")]
    [InlineData("10000000000")]
    [InlineData("99999999999999999999999999999999")]
    [InlineData(" 1700000000")]
    public void What_is_no_time_is_no_bound(string? text) => Assert.False(Ts.TryParseBound(text, out _));

    [Fact]
    public void A_moment_is_given_in_microseconds() =>
        Assert.Equal(1_700_000_000_123_456, Ts.At(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000).AddTicks(1_234_567)).Micros);

    [Fact]
    public void Wire_forms_sort_as_the_times_do()
    {
        Ts[] order = [new(1), new(999_999), new(1_000_000), new(1_700_000_000_000_000), Ts.Max];
        Assert.Equal(order, order.OrderBy(ts => ts.ToString(), StringComparer.Ordinal));
        Assert.True(order[0] < order[1] && order[1] <= order[1] && order[2] > order[1]);
    }
}
