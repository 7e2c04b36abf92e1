using Chat.Errors;
using Chat.Messages;
using Xunit;

namespace Chat.Tests.Messages;

public sealed class EmojiNameTests
{
    [Theory]
    [InlineData("thumbsup", "thumbsup")]
    [InlineData(":+1:", "+1")]
    [InlineData(" wave::skin-tone-3 ", "wave::skin-tone-3")]
    [InlineData("flag-de", "flag-de")]
    public void Surrounding_colons_are_taken_off(string text, string name) => Assert.Equal(name, EmojiName.Require(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(":::")]
    [InlineData("Thumbs")]
    [InlineData("thumbs up")]
    [InlineData("👍")]
    [InlineData("a\"b")]
    public void Anything_else_is_refused(string? text) =>
        Assert.Equal(ErrorCodes.InvalidName, Assert.Throws<ChatException>(() => EmojiName.Require(text)).Code);

    [Fact]
    public void The_longest_name_has_100_characters()
    {
        Assert.Equal(100, EmojiName.Require(new string('a', 100)).Length);
        Assert.Throws<ChatException>(() => EmojiName.Require(new string('a', 101)));
    }
}
