using Chat.Teams;
using Xunit;
using static Chat.Tests.Teams.Happenings;

namespace Chat.Tests.Teams;

public sealed class MembershipIndexTests
{
    private readonly List<TaskCompletionSource<HashSet<ChannelId>>> _reads = [];
    private readonly MembershipIndex _index;

    public MembershipIndexTests() => _index = new MembershipIndex(_ =>
    {
        _reads.Add(new TaskCompletionSource<HashSet<ChannelId>>());
        return _reads[^1].Task;
    });

    [Fact]
    public Task A_user_is_read_once_and_then_followed() => Turns.Run(async () =>
    {
        var first = _index.Load(Ann);
        var second = _index.Load(Ann);
        Assert.Null(_index.Find(Ann));
        Assert.Single(_reads).SetResult([Lobby]);
        Assert.Equal([Lobby], await first);
        Assert.Equal([Lobby], await second);
        _index.Apply(Joined(Ann, Cellar, 1));
        _index.Apply(Left(Ann, Lobby, 2));
        Assert.Equal([Cellar], await _index.Load(Ann));
        Assert.Equal([Cellar], _index.Find(Ann));
        Assert.Single(_reads);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task What_commits_while_a_user_is_read_counts_whether_the_reading_saw_it_or_not(bool sawIt) => Turns.Run(async () =>
    {
        var load = _index.Load(Ann);
        _index.Apply(Joined(Ann, Cellar, 1));
        _index.Apply(Left(Ann, Lobby, 2));
        _index.Apply(Joined(Bob, Lobby, 3));
        _reads[0].SetResult(sawIt ? [Cellar] : [Lobby]);
        Assert.Equal([Cellar], await load);
    });

    [Fact]
    public Task Events_without_effect_on_membership_change_nothing() => Turns.Run(async () =>
    {
        var load = _index.Load(Ann);
        _index.Apply(In(Cellar, 1));
        _index.Apply(ToUser(Ann, 2));
        _reads[0].SetResult([Lobby]);
        Assert.Equal([Lobby], await load);
        _index.Apply(In(Cellar, 3));
        Assert.Equal([Lobby], _index.Find(Ann));
    });

    [Fact]
    public Task A_reading_that_failed_is_tried_again_by_the_next() => Turns.Run(async () =>
    {
        var load = _index.Load(Ann);
        _reads[0].SetException(new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(() => load);
        var again = _index.Load(Ann);
        _index.Apply(Left(Ann, Lobby, 1));
        _reads[1].SetResult([Lobby, Cellar]);
        Assert.Equal([Cellar], await again);
    });

    [Fact]
    public Task A_failure_that_several_waited_for_does_not_disturb_the_reading_after_it() => Turns.Run(async () =>
    {
        var first = _index.Load(Ann);
        // The next reading begins before the second of those who waited is told of the failure.
        Task<HashSet<ChannelId>>? next = null;
        var retry = first.ContinueWith(
            _ => next = _index.Load(Ann), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        var second = _index.Load(Ann);
        _reads[0].SetException(new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(() => second);
        await retry;
        _index.Apply(Left(Ann, Cellar, 1));
        _reads[1].SetResult([Lobby, Cellar]);
        Assert.Equal([Lobby], await next!);
    });

    [Fact]
    public Task A_reading_that_was_taken_over_and_forgotten_is_not_used_again() => Turns.Run(async () =>
    {
        var first = _index.Load(Ann);
        // Forgotten, with an event after it, before the second of those who waited is answered.
        var forget = first.ContinueWith(
            _ =>
            {
                _index.Prune(_ => false);
                _index.Apply(Left(Ann, Cellar, 1));
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        var second = _index.Load(Ann);
        _reads[0].SetResult([Lobby, Cellar]);
        await first;
        await forget;
        await Turns.Settle();
        _reads[1].SetResult([Lobby]);
        Assert.Equal([Lobby], await second);
    });

    [Fact]
    public Task Users_without_sessions_are_forgotten_and_read_anew() => Turns.Run(async () =>
    {
        var load = _index.Load(Ann);
        _reads[0].SetResult([Lobby]);
        await load;
        _index.Prune(user => user != Ann);
        Assert.Null(_index.Find(Ann));
        var again = _index.Load(Ann);
        _reads[1].SetResult([Cellar]);
        Assert.Equal([Cellar], await again);
        _index.Prune(user => user == Ann);
        Assert.Equal([Cellar], _index.Find(Ann));
    });
}
