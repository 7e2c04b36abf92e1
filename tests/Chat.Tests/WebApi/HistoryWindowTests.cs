using Chat.Channels;
using Chat.Errors;
using Chat.Messages;
using Xunit;

namespace Chat.Tests.WebApi;

public sealed class HistoryWindowTests
{
    private static readonly TeamId Team = new(1);

    [Fact]
    public void Without_bounds_it_is_the_latest_hundred()
    {
        var query = HistoryWindow.OfHistory(RequestOf.Arguments()).Query;
        Assert.Equal(new HistoryQuery(null, null, false, 100), query);
    }

    [Fact]
    public void Zero_and_now_are_no_bounds()
    {
        var query = HistoryWindow.OfHistory(RequestOf.Arguments(("oldest", "0"), ("latest", "now"))).Query;
        Assert.Null(query.Oldest);
        Assert.Null(query.Latest);
        Assert.False(query.Forward);
    }

    [Fact]
    public void Oldest_alone_pages_forward_and_with_latest_backward()
    {
        Assert.True(HistoryWindow.OfHistory(RequestOf.Arguments(("oldest", "1700000000.000100"))).Query.Forward);
        Assert.False(HistoryWindow.OfHistory(RequestOf.Arguments(("oldest", "1700000000"), ("latest", "1700000009.5"))).Query.Forward);
    }

    [Theory]
    [InlineData("oldest", ErrorCodes.InvalidTsOldest)]
    [InlineData("latest", ErrorCodes.InvalidTsLatest)]
    public void A_bound_that_is_no_time_is_refused(string name, string code)
    {
        var refusal = Assert.Throws<ChatException>(() => HistoryWindow.OfHistory(RequestOf.Arguments((name, "yesterday"))));
        Assert.Equal(code, refusal.Code);
    }

    [Fact]
    public void The_next_page_starts_after_the_last_message_seen_even_when_bounds_are_inclusive()
    {
        var first = HistoryWindow.OfHistory(RequestOf.Arguments(("inclusive", "1"), ("latest", "1700000000.000009")));
        var next = first.NextOfHistory(new HistoryPage([At(9), At(8)], HasMore: true))!;
        var second = HistoryWindow.OfHistory(RequestOf.Arguments(("inclusive", "1"), ("latest", "1700000000.000009"), ("cursor", next)));
        Assert.Equal(TsOf(7), second.Query.Latest);
    }

    [Fact]
    public void Forward_pages_go_on_from_the_newest()
    {
        var first = HistoryWindow.OfHistory(RequestOf.Arguments(("oldest", "1700000000.000001")));
        var next = first.NextOfHistory(new HistoryPage([At(3), At(2)], HasMore: true))!;
        var second = HistoryWindow.OfHistory(RequestOf.Arguments(("oldest", "1700000000.000001"), ("cursor", next)));
        Assert.Equal(TsOf(3), second.Query.Oldest);
        Assert.True(second.Query.Forward);
    }

    [Fact]
    public void The_last_page_has_no_cursor() =>
        Assert.Null(HistoryWindow.OfHistory(RequestOf.Arguments()).NextOfHistory(new HistoryPage([At(1)], HasMore: false)));

    [Fact]
    public void Slacks_largest_limit_is_accepted() =>
        Assert.Equal(999, HistoryWindow.OfReplies(RequestOf.Arguments(("limit", "1000"))).Query.Limit);

    private static Ts TsOf(int micro) => new(1_700_000_000_000_000 + micro);

    private static Message At(int micro) => new() { Team = Team, Channel = new ChannelId("C01"), Text = "x", Ts = TsOf(micro) };
}
