using Chat.Messages;
using Xunit;
using static Chat.Tests.Teams.Happenings;

namespace Chat.Tests.Messages;

public sealed class RetryHashTests
{
    [Fact]
    public void Author_and_key_together_make_the_hash()
    {
        Assert.Equal(16, RetryHash.Of(Ann, "key").Length);
        Assert.Equal(RetryHash.Of(Ann, "key"), RetryHash.Of(Ann, "key"));
        Assert.NotEqual(RetryHash.Of(Ann, "key"), RetryHash.Of(Bob, "key"));
        Assert.NotEqual(RetryHash.Of(Ann, "key"), RetryHash.Of(Ann, "Key"));
        Assert.NotEqual(RetryHash.Of(new UserId("U0A"), "B"), RetryHash.Of(new UserId("U0"), "AB"));
    }

    /// <summary>Stored with each message: another hash would let a repetition through after an upgrade.</summary>
    [Fact]
    public void The_hash_is_the_same_for_ever() => Assert.Equal("295A2480991DA77B3325817D8FC6CDCC", Convert.ToHexString(RetryHash.Of(Ann, "key")));
}
