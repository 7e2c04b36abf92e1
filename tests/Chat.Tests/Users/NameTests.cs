using Chat.Errors;
using Chat.Users;
using Xunit;

namespace Chat.Tests.Users;

public sealed class NameTests
{
    [Theory]
    [InlineData("ann", "ann")]
    [InlineData(" Ann Lee ", "ann.lee")]
    [InlineData("a-b_c.9", "a-b_c.9")]
    public void A_user_name_is_brought_into_its_form(string text, string name) => Assert.Equal(name, UserName.Require(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("ann@home")]
    [InlineData("<ann>")]
    [InlineData("SlackBot")]
    public void What_is_no_user_name_is_refused(string? text) =>
        Assert.Equal(ErrorCodes.InvalidUsername, Assert.Throws<ChatException>(() => UserName.Require(text)).Code);

    [Fact]
    public void The_longest_user_name_has_80_characters()
    {
        Assert.Equal(80, UserName.Require(new string('a', 80)).Length);
        Assert.Throws<ChatException>(() => UserName.Require(new string('a', 81)));
    }

    [Theory]
    [InlineData("Zoë Müller", "zoë.müller")]
    [InlineData("Ann O'Neil (Berlin)", "ann.oneil.berlin")]
    [InlineData("😀", "member")]
    public void A_user_name_is_made_of_whatever_somebody_is_called(string text, string name) => Assert.Equal(name, UserName.Require(UserName.From(text)));

    [Theory]
    [InlineData("ann@example.org")]
    [InlineData("ann+chat@example.org")]
    [InlineData("a@b")]
    public void A_bare_address_is_an_email(string text) => Assert.Equal(text, EmailAddress.Require(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ann")]
    [InlineData("ann@")]
    [InlineData("@example.org")]
    [InlineData("Ann <ann@example.org>")]
    [InlineData("ann@example.org, bob@example.org")]
    [InlineData(" ann@example.org")]
    public void Anything_else_is_no_email(string? text) =>
        Assert.Equal(ErrorCodes.InvalidEmail, Assert.Throws<ChatException>(() => EmailAddress.Require(text)).Code);

    [Fact]
    public void The_longest_email_has_254_characters()
    {
        Assert.Equal(254, EmailAddress.Require(new string('a', 254 - 12) + "@example.org").Length);
        Assert.Throws<ChatException>(() => EmailAddress.Require(new string('a', 255 - 12) + "@example.org"));
    }
}
