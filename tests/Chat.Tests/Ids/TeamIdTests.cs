using Xunit;

namespace Chat.Tests.Ids;

public sealed class TeamIdTests
{
    [Theory]
    [InlineData(0, "T00000000")]
    [InlineData(1, "T00000001")]
    [InlineData(35, "T0000000Z")]
    [InlineData(36, "T00000010")]
    [InlineData(TeamId.Limit - 1, "TZZZZZZZZ")]
    public void A_number_and_its_text_are_the_same_team(long number, string text)
    {
        Assert.Equal(text, new TeamId(number).ToString());
        Assert.Equal(new TeamId(number), TeamId.Parse(text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("T")]
    [InlineData("T0000001")]
    [InlineData("T000000011")]
    [InlineData("U00000001")]
    [InlineData("t00000001")]
    [InlineData("T0000000a")]
    [InlineData("T0000000-")]
    [InlineData("T0000000٣")]
    public void Anything_else_is_no_team(string? text)
    {
        Assert.False(TeamId.TryParse(text, out var id));
        Assert.Equal(default, id);
    }

    [Fact]
    public void Text_sorts_as_numbers_do()
    {
        long[] numbers = [0, 9, 10, 35, 36, 1295, 1296, TeamId.Limit - 1];
        Assert.Equal(numbers.Select(n => new TeamId(n).ToString()), numbers.Select(n => new TeamId(n).ToString()).Order(StringComparer.Ordinal));
        Assert.True(new TeamId(1) < new TeamId(2));
    }
}
