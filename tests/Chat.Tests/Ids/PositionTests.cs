using Xunit;

namespace Chat.Tests.Ids;

public sealed class PositionTests
{
    [Fact]
    public void A_position_is_read_as_it_was_written()
    {
        var position = new Position(new TeamId(46), 3, Ts.Parse("1700000000.000100"));
        Assert.Equal("T0000001A-3-1700000000.000100", position.ToString());
        Assert.True(Position.TryParse("T0000001A-3-1700000000.000100", out var read));
        Assert.Equal(position, read);
    }

    [Fact]
    public void A_client_moves_on_by_replacing_the_last_17_characters()
    {
        var before = new Position(new TeamId(46), 12, Ts.Parse("1700000000.000100")).ToString();
        Assert.True(Position.TryParse(before[..^Ts.WireLength] + "1700000009.000200", out var after));
        Assert.Equal(new Position(new TeamId(46), 12, Ts.Parse("1700000009.000200")), after);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1700000000.000100")]
    [InlineData("T0000001A-1700000000.000100")]
    [InlineData("T0000001A-3-1700000000.000100-")]
    [InlineData("T0000001A--3-1700000000.000100")]
    [InlineData("T0000001A-+3-1700000000.000100")]
    [InlineData("T0000001A- 3-1700000000.000100")]
    [InlineData("T0000001A-99999999999999999999-1700000000.000100")]
    [InlineData("T0000001A-3-1700000000")]
    [InlineData("U0000001A-3-1700000000.000100")]
    public void Anything_else_is_no_position(string? text)
    {
        Assert.False(Position.TryParse(text, out var position));
        Assert.Equal(default, position);
    }
}
