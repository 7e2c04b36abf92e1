using Chat.Resilience;
using Chat.Tests.Storage;
using Microsoft.Extensions.Options;
using Xunit;

namespace Chat.Tests.Resilience;

public sealed class GrainCallsTests
{
    private readonly GrainCalls _calls = new(
        Options.Create(new GrainCallOptions { TotalTimeout = TimeSpan.FromMinutes(2), AttemptTimeout = TimeSpan.FromMinutes(1), IdempotentAttemptTimeout = TimeSpan.FromMinutes(1) }),
        TimeProvider.System);

    private readonly List<TaskCompletionSource<int>> _attempts = [];

    [Fact]
    public async Task An_idempotent_call_under_way_when_a_silo_leaves_is_made_again()
    {
        var answer = _calls.AskIdempotent(Attempt, TestContext.Current.CancellationToken);
        Assert.Single(_attempts);
        _calls.SiloLeft();
        Assert.Equal(2, await Waiting.For(answer, "the second attempt's answer"));
    }

    [Fact]
    public async Task A_call_that_may_not_run_twice_at_once_waits_for_its_answer()
    {
        var answer = _calls.Ask(Attempt, TestContext.Current.CancellationToken);
        _calls.SiloLeft();
        // A call that is made again is made within milliseconds; this one is still the only one, and is answered.
        Assert.Equal(2, await Waiting.For(_calls.AskIdempotent(Attempt, TestContext.Current.CancellationToken), "another call"));
        Assert.Equal(2, _attempts.Count);
        Assert.False(answer.IsCompleted);
        _attempts[0].SetResult(1);
        Assert.Equal(1, await Waiting.For(answer, "the first attempt's answer"));
    }

    [Fact]
    public async Task A_silo_that_left_before_a_call_does_not_disturb_it()
    {
        _calls.SiloLeft();
        var answer = _calls.AskIdempotent(Attempt, TestContext.Current.CancellationToken);
        _attempts[0].SetResult(1);
        Assert.Equal(1, await Waiting.For(answer, "the answer"));
        Assert.Single(_attempts);
    }

    /// <summary>It goes on for a while after it closed its connections here, and what comes to it by others is lost with it.</summary>
    [Fact]
    public async Task An_idempotent_call_that_comes_to_a_silo_after_it_left_is_made_again_too()
    {
        _calls.SiloLeft();
        var answer = _calls.AskIdempotent(Attempt, TestContext.Current.CancellationToken);
        Assert.Equal(2, await Waiting.For(answer, "the second attempt's answer"));
    }

    [Fact]
    public async Task A_read_that_is_slow_after_a_silo_left_has_its_time()
    {
        _calls.SiloLeft();
        var answer = _calls.Read(Attempt, TestContext.Current.CancellationToken);
        await Task.Delay(700, TestContext.Current.CancellationToken);
        Assert.Single(_attempts);
        _attempts[0].SetResult(1);
        Assert.Equal(1, await Waiting.For(answer, "the answer"));
    }

    /// <summary>The first attempt is answered when the test says so, the second at once.</summary>
    private Task<int> Attempt()
    {
        var attempt = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _attempts.Add(attempt);
        if (_attempts.Count > 1)
            attempt.SetResult(_attempts.Count);
        return attempt.Task;
    }
}
