using Xunit;

namespace Chat.Tests.Ids;

public sealed class IdTextTests
{
    [Theory]
    [InlineData("U01")]
    [InlineData("W0123456789ABCDE")]
    [InlineData("USLACKBOT")]
    public void A_letter_and_2_to_15_capitals_or_digits_are_a_user(string text)
    {
        Assert.True(UserId.TryParse(text, out var id));
        Assert.Equal(text, id.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("U0")]
    [InlineData("U0123456789ABCDEF")]
    [InlineData("C01")]
    [InlineData("u01")]
    [InlineData("U0a")]
    [InlineData("U0/")]
    [InlineData("U0É")]
    public void Anything_else_is_no_user(string? text) => Assert.False(UserId.TryParse(text, out _));

    [Fact]
    public void Channels_groups_and_dms_are_conversations_and_users_are_not()
    {
        foreach (var text in (string[])["C01", "G01", "D01"])
            Assert.True(ChannelId.TryParse(text, out _));
        Assert.False(ChannelId.TryParse("U01", out _));
    }

    [Fact]
    public void New_ids_are_valid_and_differ()
    {
        var ids = Enumerable.Range(0, 1_000).Select(_ => IdText.New('C')).ToArray();
        Assert.All(ids, id => Assert.True(IdText.IsValid(id, "C") && id.Length == 11));
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }
}
