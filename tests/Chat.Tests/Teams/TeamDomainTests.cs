using Chat.Errors;
using Chat.Teams;
using Xunit;

namespace Chat.Tests.Teams;

public sealed class TeamDomainTests
{
    [Theory]
    [InlineData("example", "example")]
    [InlineData(" Example-2 ", "example-2")]
    [InlineData("a", "a")]
    public void A_dns_label_is_a_domain(string text, string domain) => Assert.Equal(domain, TeamDomain.Require(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("a.b")]
    [InlineData("a_b")]
    [InlineData("bücher")]
    [InlineData("a123456789012345678901234567890123456789012345678901234567890123")]
    public void Anything_else_is_refused(string? text) =>
        Assert.Equal(ErrorCodes.InvalidDomain, Assert.Throws<ChatException>(() => TeamDomain.Require(text)).Code);
}
