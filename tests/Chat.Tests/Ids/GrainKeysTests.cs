using Orleans.Runtime;
using Xunit;

namespace Chat.Tests.Ids;

public sealed class GrainKeysTests
{
    private static readonly TeamId Team = new(46);

    [Fact]
    public void A_key_names_its_team_and_what_is_in_it()
    {
        Assert.Equal("T0000001A", GrainKeys.For(Team));
        Assert.Equal("T0000001A/C01", GrainKeys.For(Team, new ChannelId("C01")));
        Assert.Equal("T0000001A/U01", GrainKeys.For(Team, new UserId("U01")));
        Assert.Equal(new ChannelId("C01"), GrainKeys.ChannelOf("T0000001A/C01"));
        Assert.Equal(new UserId("U01"), GrainKeys.UserOf("T0000001A/U01"));
    }

    [Theory]
    [InlineData("T0000001A")]
    [InlineData("T0000001A/C01")]
    [InlineData("T0000001A/U01")]
    public void Every_key_is_placed_by_its_team(string key)
    {
        Assert.Equal(Team, GrainKeys.TeamOf(key));
        Assert.Equal(Team, GrainKeys.TeamOf(GrainId.Create("any", key)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("C01")]
    [InlineData("C0000000000/U01")]
    public void A_key_of_no_team_is_an_error(string key) => Assert.Throws<FormatException>(() => GrainKeys.TeamOf(key));
}
