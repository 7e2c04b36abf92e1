using Chat.Messages;
using Xunit;
using static Chat.Tests.Teams.Happenings;

namespace Chat.Tests.Messages;

public sealed class RecentPostsTests
{
    private readonly RecentPosts _posts = new(capacity: 3);

    [Fact]
    public void A_repetition_finds_the_first_post_by_value_of_its_hash()
    {
        var post = Done(1);
        _posts.Add([1, 2, 3], post);
        Assert.Same(post, _posts.Find([1, 2, 3]));
        Assert.Null(_posts.Find([1, 2, 4]));
    }

    [Fact]
    public void The_oldest_are_forgotten_beyond_the_bound()
    {
        for (byte i = 1; i <= 5; i++)
            _posts.Add([i], Done(i));
        Assert.Null(_posts.Find([1]));
        Assert.Null(_posts.Find([2]));
        Assert.NotNull(_posts.Find([3]));
        Assert.NotNull(_posts.Find([5]));
    }

    [Fact]
    public void A_post_under_way_is_known_however_many_come_after_it()
    {
        var underWay = new TaskCompletionSource<PostResult>();
        _posts.Add([0], underWay.Task);
        for (byte i = 1; i <= 5; i++)
            _posts.Add([i], Done(i));
        Assert.Same(underWay.Task, _posts.Find([0]));
        underWay.SetResult(Result(0));
        _posts.Add([6], Done(6));
        Assert.Null(_posts.Find([0]));
        Assert.Null(_posts.Find([3]));
        Assert.NotNull(_posts.Find([4]));
    }

    [Fact]
    public void A_post_that_failed_and_was_sent_again_is_not_forgotten_early()
    {
        _posts.Add([1], Done(1));
        _posts.Remove([1]);
        _posts.Add([2], Done(2));
        _posts.Add([3], Done(3));
        var again = Done(4);
        _posts.Add([1], again);
        Assert.Same(again, _posts.Find([1]));
        _posts.Add([5], Done(5));
        Assert.Same(again, _posts.Find([1]));
    }

    [Fact]
    public async Task A_deleted_message_frees_its_key()
    {
        _posts.Add([1], Done(1));
        _posts.Add([2], Done(2));
        _posts.Add([3], new TaskCompletionSource<PostResult>().Task);
        await _posts.Forget(At(1));
        Assert.Null(_posts.Find([1]));
        Assert.NotNull(_posts.Find([2]));
        Assert.NotNull(_posts.Find([3]));
    }

    private static Task<PostResult> Done(long second) => Task.FromResult(Result(second));

    private static PostResult Result(long second) => new(new Message { Team = Home, Channel = Lobby, Ts = At(second), Text = "said" }, false);
}
