using Chat.Messages;
using Xunit;
using static Chat.Tests.Teams.Happenings;

namespace Chat.Tests.Messages;

public sealed class MessageThreadTests
{
    private readonly MessageThread _thread = new(new Message { Team = Home, Channel = Lobby, Ts = At(1), User = Ann, Text = "root" });

    [Fact]
    public void The_first_reply_makes_the_message_a_root()
    {
        var root = _thread.Reply(Bob);
        Assert.Equal(At(1), root.ThreadTs);
        Assert.Equivalent(new ThreadSummary(1, [Bob], 1, Ts.OfFirstStep), root.Thread);
        Assert.Equal("root", root.Text);
    }

    [Fact]
    public void A_reply_counts_only_when_it_is_staged()
    {
        _thread.Reply(Bob);
        Assert.Equal(1, _thread.Reply(Bob).Thread!.ReplyCount);
        _thread.Stage(_thread.Reply(Bob));
        Assert.Equal(2, _thread.Reply(Bob).Thread!.ReplyCount);
    }

    [Fact]
    public void Each_author_is_named_once_in_the_order_of_their_first_reply()
    {
        foreach (var author in (UserId?[])[Bob, Ann, Bob, null, Ann])
            _thread.Stage(_thread.Reply(author));
        Assert.Equivalent(new ThreadSummary(5, [Bob, Ann], 2, Ts.OfFirstStep), _thread.Root.Thread);
    }

    [Fact]
    public void Five_authors_are_named_and_more_are_counted()
    {
        for (var i = 0; i < 7; i++)
            _thread.Stage(_thread.Reply(new UserId($"U0{i}")));
        Assert.Equal(["U00", "U01", "U02", "U03", "U04"], _thread.Root.Thread!.ReplyUsers.Select(user => user.Value));
        Assert.Equal((7, 7), (_thread.Root.Thread.ReplyCount, _thread.Root.Thread.ReplyUsersCount));
    }
}
