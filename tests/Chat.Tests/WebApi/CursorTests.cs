using Chat.Errors;
using Chat.WebApi;
using Xunit;

namespace Chat.Tests.WebApi;

public sealed class CursorTests
{
    [Fact]
    public void A_cursor_leads_back_to_its_place()
    {
        var user = new UserId("U0000ALICE");
        var channel = new ChannelId("C0000GENERAL");
        var ts = new Ts(1_700_000_000_000_100);
        Assert.Equal(user, Cursor.UserIn(RequestOf.Arguments(("cursor", Cursor.For(user)))));
        Assert.Equal(channel, Cursor.ChannelIn(RequestOf.Arguments(("cursor", Cursor.For(channel)))));
        Assert.True(Cursor.TryDecode(Cursor.Encode("next_ts", ts), "next_ts", out Ts decoded));
        Assert.Equal(ts, decoded);
    }

    [Fact]
    public void No_cursor_is_the_first_page() => Assert.Null(Cursor.UserIn(RequestOf.Arguments(("cursor", ""))));

    [Theory]
    [InlineData("nonsense!")]
    [InlineData("dXNlcjo=")]
    [InlineData("dXNlcg==")]
    [InlineData("Y2hhbm5lbDpDMDE=")]
    [InlineData("dXNlcjp1MDE=")]
    public void A_cursor_of_anything_else_is_refused(string cursor)
    {
        var refusal = Assert.Throws<ChatException>(() => Cursor.UserIn(RequestOf.Arguments(("cursor", cursor))));
        Assert.Equal(ErrorCodes.InvalidCursor, refusal.Code);
    }

    [Fact]
    public void A_cursor_of_any_length_is_refused_without_work()
    {
        var refusal = Assert.Throws<ChatException>(() => Cursor.UserIn(RequestOf.Arguments(("cursor", new string('A', 100_000)))));
        Assert.Equal(ErrorCodes.InvalidCursor, refusal.Code);
    }
}
