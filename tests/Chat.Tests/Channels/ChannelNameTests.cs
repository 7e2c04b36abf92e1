using Chat.Channels;
using Chat.Errors;
using Xunit;

namespace Chat.Tests.Channels;

public sealed class ChannelNameTests
{
    [Theory]
    [InlineData("general", "general")]
    [InlineData("#General", "general")]
    [InlineData("  two-words_3 ", "two-words_3")]
    [InlineData("ÄRGER", "ärger")]
    [InlineData("チャット", "チャット")]
    [InlineData("हिन्दी-1", null)]
    [InlineData("-a-", "-a-")]
    public void A_name_is_brought_into_its_form(string text, string? name)
    {
        if (name is not null)
            Assert.Equal(name, ChannelName.Require(text));
        else
            Assert.Equal(ErrorCodes.InvalidNameSpecials, Assert.Throws<ChatException>(() => ChannelName.Require(text)).Code);
    }

    [Theory]
    [InlineData(null, ErrorCodes.InvalidNameRequired)]
    [InlineData(" # ", ErrorCodes.InvalidNameRequired)]
    [InlineData("a b", ErrorCodes.InvalidNameSpecials)]
    [InlineData("a.b", ErrorCodes.InvalidNameSpecials)]
    [InlineData("a/b", ErrorCodes.InvalidNameSpecials)]
    [InlineData("a\u0000b", ErrorCodes.InvalidNameSpecials)]
    [InlineData("-_-", ErrorCodes.InvalidNamePunctuation)]
    public void What_no_channel_may_be_called_is_refused_with_its_reason(string? text, string code) =>
        Assert.Equal(code, Assert.Throws<ChatException>(() => ChannelName.Require(text)).Code);

    [Fact]
    public void The_longest_name_has_80_characters()
    {
        Assert.Equal(80, ChannelName.Require(new string('a', 80)).Length);
        Assert.Equal(ErrorCodes.InvalidNameMaxLength, Assert.Throws<ChatException>(() => ChannelName.Require(new string('a', 81))).Code);
    }
}
