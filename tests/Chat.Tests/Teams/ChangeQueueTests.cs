using Chat.Sharding;
using Chat.Teams;
using Xunit;

namespace Chat.Tests.Teams;

public sealed class ChangeQueueTests
{
    private readonly List<(Change[] Changes, TaskCompletionSource<ChangeResult[]> Answer)> _batches = [];
    private readonly List<Exception> _failures = [];
    private readonly ChangeQueue _queue;

    public ChangeQueueTests() => _queue = new ChangeQueue(
        changes =>
        {
            _batches.Add((changes, new TaskCompletionSource<ChangeResult[]>()));
            return _batches[^1].Answer.Task;
        },
        _failures.Add);

    [Fact]
    public Task One_batch_is_under_way_and_the_next_takes_all_that_waits() => Turns.Run(async () =>
    {
        var first = _queue.Add(Change(1));
        var second = _queue.Add(Change(2));
        var third = _queue.Add(Change(3));
        Assert.Single(Assert.Single(_batches).Changes);
        await Answer(0);
        Assert.Equal(At(1), (await first).Ts);
        Assert.Equal([2, 3], _batches[1].Changes.Select(change => change.Steps.Length));
        Assert.False(second.IsCompleted);
        await Answer(1);
        Assert.Equal(At(2), (await second).Ts);
        Assert.Equal(At(3), (await third).Ts);
    });

    [Fact]
    public Task Draining_waits_for_what_came_before_and_for_nothing_after() => Turns.Run(async () =>
    {
        Assert.True(_queue.Drain().IsCompleted);
        _ = _queue.Add(Change(1));
        _ = _queue.Add(Change(2));
        var drained = _queue.Drain();
        await Answer(0);
        Assert.False(drained.IsCompleted);
        // There is always another change waiting when a batch is answered.
        _ = _queue.Add(Change(3));
        await Answer(1);
        Assert.Equal(3, _batches.Count);
        Assert.True(drained.IsCompletedSuccessfully);
        Assert.False(_queue.Drain().IsCompleted);
    });

    [Fact]
    public Task A_batch_that_fails_takes_those_with_it_that_were_decided_on_top_of_it() => Turns.Run(async () =>
    {
        var first = _queue.Add(Change(1));
        var second = _queue.Add(Change(2));
        var drained = _queue.Drain();
        _batches[0].Answer.SetException(new TimeoutException());
        await Turns.Settle();
        await Assert.ThrowsAsync<TimeoutException>(() => first);
        await Assert.ThrowsAsync<TimeoutException>(() => second);
        Assert.IsType<TimeoutException>(Assert.Single(_failures));
        Assert.Single(_batches);
        Assert.True(drained.IsCompletedSuccessfully);
    });

    /// <summary>Told apart by their number of steps.</summary>
    private static Change Change(int steps) => new([.. Enumerable.Repeat(new Step(null, []), steps)]);

    private static Ts[] At(int steps) => [new Ts(steps)];

    private Task Answer(int batch)
    {
        var (changes, answer) = _batches[batch];
        answer.SetResult([.. changes.Select(change => new ChangeResult(CommitOutcome.Committed, At(change.Steps.Length), Ts.None))]);
        return Turns.Settle();
    }
}
