using Chat.Users;
using Xunit;
using static Chat.Tests.Teams.Happenings;

namespace Chat.Tests.Users;

public sealed class TokenTests
{
    [Theory]
    [InlineData(false, "xoxp-T0000001A-")]
    [InlineData(true, "xoxb-T0000001A-")]
    public void A_token_names_its_team_and_kind(bool isBot, string prefix)
    {
        var token = Token.New(Home, isBot);
        Assert.StartsWith(prefix, token, StringComparison.Ordinal);
        Assert.Equal(prefix.Length + 43, token.Length);
        Assert.True(Token.TryGetTeam(token, out var team));
        Assert.Equal(Home, team);
        Assert.NotEqual(token, Token.New(Home, isBot));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("xoxp-T0000001A-")]
    [InlineData("xoxp-T0000001A")]
    [InlineData("xoxa-T0000001A-secret")]
    [InlineData("xoxp-U0000001A-secret")]
    [InlineData("xoxp-T0000001Asecret-")]
    [InlineData("Bearer xoxp-T0000001A-secret")]
    public void What_has_another_shape_names_no_team(string? token) => Assert.False(Token.TryGetTeam(token, out _));

    [Fact]
    public void Nothing_long_is_looked_at() => Assert.False(Token.TryGetTeam("xoxp-T0000001A-" + new string('x', 100), out _));

    [Fact]
    public void The_key_shows_a_part_of_the_hash_and_nothing_of_the_token()
    {
        var hash = Token.Hash("xoxp-T0000001A-secret");
        Assert.Equal(32, hash.Length);
        Assert.Equal(Convert.ToHexStringLower(hash)[..12], Token.Key(hash));
    }
}
