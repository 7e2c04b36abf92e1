using Chat.Sessions;
using Xunit;
using static Chat.Tests.Teams.Happenings;

namespace Chat.Tests.Sessions;

public sealed class SessionBookTests
{
    private const string Key = "key-of-ann";
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    private readonly SessionBook _book = new();

    [Fact]
    public void A_user_comes_with_its_first_session_and_goes_with_its_last()
    {
        Assert.True(Begin("s1"));
        Assert.False(Begin("s2", gateway: "g2"));
        Assert.Equal((2, 2), (_book.Connections(Ann), _book.Live));
        Assert.Null(End("s1", 1));
        Assert.Equal(Ann, End("s2", 1));
        Assert.Equal((0, 0), (_book.Connections(Ann), _book.Live));
        Assert.Empty(_book.Online);
    }

    [Fact]
    public void A_session_that_begins_twice_or_ends_twice_counts_once()
    {
        Assert.True(Begin("s1"));
        Assert.False(Begin("s1", gateway: "g2"));
        Assert.Equal(1, _book.Connections(Ann));
        Assert.Equal(Ann, End("s1", 1));
        Assert.Null(End("s1", 1));
        Assert.Null(End("never seen", 1));
        Assert.Equal(0, _book.Connections(Ann));
    }

    [Fact]
    public void Users_are_counted_apart()
    {
        Begin("s1");
        Assert.True(_book.Begin("g1", new SessionState("s2", Bob, "key-of-bob", PositionAt(10))));
        Assert.Equal(Ann, End("s1", 1));
        Assert.Equal([Bob], _book.Online);
    }

    [Fact]
    public void A_confirmed_position_only_moves_forward()
    {
        Begin("s1", confirmed: 10);
        _book.Confirm(new SessionMark("s1", PositionAt(15)));
        _book.Confirm(new SessionMark("s1", PositionAt(12)));
        _book.Confirm(new SessionMark("never seen", PositionAt(20)));
        Begin("s1", confirmed: 11);
        Assert.Equal(PositionAt(15), Resume()?.Position);
        Begin("s1", confirmed: 16);
        End("s1", 14);
        Assert.Equal(PositionAt(16), Resume()?.Position);
    }

    [Fact]
    public void The_end_of_a_session_brings_its_last_position()
    {
        Begin("s1", confirmed: 10);
        End("s1", 13);
        Assert.Equal((PositionAt(13), "s1"), Resume());
    }

    [Fact]
    public void The_session_that_ended_last_is_resumed()
    {
        foreach (var session in (string[])["s1", "s2", "s3"])
            Begin(session);
        End("s1", 11, Noon);
        End("s3", 12, Noon.AddSeconds(2));
        End("s2", 13, Noon.AddSeconds(1));
        Assert.Equal((PositionAt(12), "s3"), Resume());
    }

    [Fact]
    public void An_ended_session_is_resumed_before_a_live_one_however_far_behind_that_is()
    {
        Begin("live", confirmed: 1);
        Begin("ended", confirmed: 10);
        End("ended", 10);
        Assert.Equal((PositionAt(10), "ended"), Resume());
    }

    [Fact]
    public void Of_live_sessions_the_one_furthest_behind_gives_the_position_and_is_not_taken_over()
    {
        Begin("ahead", confirmed: 20);
        Begin("behind", confirmed: 10);
        Begin("middle", confirmed: 15);
        Assert.Equal((PositionAt(10), null), Resume());
    }

    [Fact]
    public void Sessions_of_other_tokens_and_those_that_ended_too_long_ago_are_not_resumed()
    {
        Begin("s1");
        End("s1", 11, Noon);
        Assert.Null(_book.ResumePoint("key-of-bob", Noon));
        Assert.Null(_book.ResumePoint(Key, Noon.AddSeconds(1)));
        Assert.NotNull(_book.ResumePoint(Key, Noon));
    }

    [Fact]
    public void A_session_that_another_continued_is_forgotten_and_a_live_one_is_not()
    {
        Begin("s1");
        _book.Forget("s1");
        Assert.Equal(1, _book.Connections(Ann));
        End("s1", 11);
        _book.Forget("s1");
        _book.Forget("never seen");
        Assert.Null(Resume());
        Assert.Equal(["s1"], _book.TakeChanges().Removed);
    }

    [Fact]
    public void Sessions_that_ended_long_ago_are_forgotten()
    {
        Begin("live");
        Begin("old");
        Begin("fresh");
        End("old", 11, Noon);
        End("fresh", 12, Noon.AddMinutes(9));
        _book.ForgetEnded(Noon.AddMinutes(1));
        Assert.Equal((PositionAt(12), "fresh"), Resume());
        Assert.Equal(["old"], _book.TakeChanges().Removed);
        Assert.Equal(1, _book.Connections(Ann));
    }

    [Fact]
    public void A_gateway_that_is_gone_ends_its_sessions_but_those_it_still_names()
    {
        Begin("s1", gateway: "g1");
        Begin("s2", gateway: "g1");
        Begin("s3", gateway: "g2");
        _book.Begin("g1", new SessionState("s4", Bob, "key-of-bob", PositionAt(10)));
        Assert.Equal([Bob], _book.EndAll("g1", Noon, new HashSet<string> { "s2" }));
        Assert.Equal(2, _book.Connections(Ann));
        Assert.Empty(_book.EndAll("g1", Noon));
        Assert.Equal([Ann], _book.EndAll("g2", Noon));
        Assert.Empty(_book.EndAll("g2", Noon));
    }

    [Fact]
    public void A_session_that_moved_to_another_gateway_outlives_the_first()
    {
        Begin("s1", gateway: "g1");
        Begin("s1", gateway: "g2");
        Assert.Empty(_book.EndAll("g1", Noon));
        Assert.Equal(1, _book.Connections(Ann));
    }

    [Fact]
    public void What_changed_is_taken_once()
    {
        Begin("s1", confirmed: 10);
        Begin("s2", confirmed: 10);
        Assert.Equal(["s1", "s2"], _book.TakeChanges().Changed.Select(item => item.Session).Order());
        Assert.Empty(_book.TakeChanges().Changed);
        _book.Confirm(new SessionMark("s1", PositionAt(10)));
        Assert.Empty(_book.TakeChanges().Changed);
        _book.Confirm(new SessionMark("s1", PositionAt(11)));
        Assert.Equal([new StoredSession("s1", Ann, Key, PositionAt(11), null)], _book.TakeChanges().Changed);
        End("s1", 12);
        Assert.Equal([new StoredSession("s1", Ann, Key, PositionAt(12), Noon.ToUnixTimeMilliseconds())], _book.TakeChanges().Changed);
    }

    [Fact]
    public void What_could_not_be_stored_is_taken_again_as_it_is_by_then()
    {
        Begin("s1");
        Begin("s2");
        End("s2", 11);
        _book.TakeChanges();
        _book.Forget("s2");
        _book.Confirm(new SessionMark("s1", PositionAt(12)));
        var (changed, removed) = _book.TakeChanges();
        Assert.Equal(("s1", "s2"), (Assert.Single(changed).Session, Assert.Single(removed)));
        _book.Confirm(new SessionMark("s1", PositionAt(13)));
        _book.MarkChanged(changed, removed);
        var again = _book.TakeChanges();
        Assert.Equal(PositionAt(13), Assert.Single(again.Changed).Confirmed);
        Assert.Equal(["s2"], again.Removed);
    }

    [Fact]
    public void A_session_that_came_back_while_its_removal_failed_is_not_removed()
    {
        Begin("s1");
        End("s1", 11);
        _book.Forget("s1");
        var (_, removed) = _book.TakeChanges();
        Begin("s1");
        _book.MarkChanged([], removed);
        var (changed, stillRemoved) = _book.TakeChanges();
        Assert.Equal("s1", Assert.Single(changed).Session);
        Assert.Empty(stillRemoved);
    }

    [Fact]
    public void Stored_sessions_of_a_former_writer_can_be_resumed_or_go_on()
    {
        var ended = Noon.AddMinutes(-1).ToUnixTimeMilliseconds();
        _book.Load([new StoredSession("ended", Ann, Key, PositionAt(10), ended), new StoredSession("unseen", Ann, Key, PositionAt(12), null)], Noon);
        Assert.Equal((PositionAt(12), "unseen"), Resume());
        Assert.Equal(0, _book.Connections(Ann));
        Assert.True(Begin("unseen", confirmed: 11));
        Assert.Equal(1, _book.Connections(Ann));
        Assert.Equal((PositionAt(10), "ended"), Resume());
        End("unseen", 11, Noon.AddSeconds(1));
        Assert.Equal((PositionAt(12), "unseen"), Resume());
    }

    private bool Begin(string session, string gateway = "g1", long confirmed = 10) =>
        _book.Begin(gateway, new SessionState(session, Ann, Key, PositionAt(confirmed)));

    private UserId? End(string session, long confirmed, DateTimeOffset? at = null) =>
        _book.End(new SessionMark(session, PositionAt(confirmed)), at ?? Noon);

    private (Position Position, string? Session)? Resume() => _book.ResumePoint(Key, Noon.AddMinutes(-10));
}
