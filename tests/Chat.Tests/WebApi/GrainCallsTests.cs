using Chat.Errors;
using Chat.Resilience;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Xunit;

namespace Chat.Tests.WebApi;

public sealed class GrainCallsTests
{
    private static readonly GrainCallOptions Quick = new()
    {
        TotalTimeout = TimeSpan.FromSeconds(30),
        AttemptTimeout = TimeSpan.FromSeconds(20),
        Delay = TimeSpan.FromMilliseconds(1),
        MaxDelay = TimeSpan.FromMilliseconds(2),
    };

    [Fact]
    public async Task What_failed_because_a_silo_went_away_is_sent_again()
    {
        Exception[] failures = [new TimeoutException(), new SiloUnavailableException(), new WriterLostException()];
        var calls = 0;
        var answer = await Over(Quick).Ask(
            () => calls < failures.Length ? Task.FromException<int>(failures[calls++]) : Task.FromResult(42), TestContext.Current.CancellationToken);
        Assert.Equal(42, answer);
        Assert.Equal(failures.Length, calls);
    }

    [Fact]
    public async Task A_refusal_is_final()
    {
        var calls = 0;
        var refusal = await Assert.ThrowsAsync<ChatException>(() => Over(Quick).Ask(
            () =>
            {
                calls++;
                return Task.FromException<int>(new ChatException(ErrorCodes.ChannelNotFound));
            },
            TestContext.Current.CancellationToken));
        Assert.Equal(ErrorCodes.ChannelNotFound, refusal.Code);
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task A_fault_is_final_and_stays_what_it_is()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Over(Quick).Ask(
            () => Task.FromException(new InvalidOperationException()), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task After_the_bound_the_service_is_unavailable()
    {
        var bounded = new GrainCallOptions
        {
            TotalTimeout = TimeSpan.FromMilliseconds(100),
            AttemptTimeout = TimeSpan.FromSeconds(20),
            Delay = TimeSpan.FromMilliseconds(1),
            MaxDelay = TimeSpan.FromMilliseconds(2),
        };
        var never = new TaskCompletionSource<int>();
        var hung = await Assert.ThrowsAsync<ChatException>(() => Over(bounded).Ask(() => never.Task, TestContext.Current.CancellationToken));
        Assert.Equal(ErrorCodes.ServiceUnavailable, hung.Code);
        var failing = await Assert.ThrowsAsync<ChatException>(() => Over(bounded).Ask(
            () => Task.FromException<int>(new SiloUnavailableException()), TestContext.Current.CancellationToken));
        Assert.Equal(ErrorCodes.ServiceUnavailable, failing.Code);
    }

    [Fact]
    public async Task An_attempt_that_hangs_is_replaced()
    {
        var impatient = new GrainCallOptions
        {
            TotalTimeout = TimeSpan.FromSeconds(30),
            AttemptTimeout = TimeSpan.FromMilliseconds(50),
            Delay = TimeSpan.FromMilliseconds(1),
            MaxDelay = TimeSpan.FromMilliseconds(2),
        };
        var never = new TaskCompletionSource<int>();
        var calls = 0;
        var answer = await Over(impatient).Ask(() => calls++ == 0 ? never.Task : Task.FromResult(7), TestContext.Current.CancellationToken);
        Assert.Equal(7, answer);
    }

    [Fact]
    public async Task The_first_attempt_counts_towards_the_bound()
    {
        var bounded = new GrainCallOptions
        {
            TotalTimeout = TimeSpan.FromMilliseconds(300),
            AttemptTimeout = TimeSpan.FromMilliseconds(250),
            Delay = TimeSpan.FromMilliseconds(1),
            MaxDelay = TimeSpan.FromMilliseconds(2),
        };
        var never = new TaskCompletionSource<int>();
        var calls = 0;
        var hung = await Assert.ThrowsAsync<ChatException>(() => Over(bounded).Ask(
            () =>
            {
                calls++;
                return never.Task;
            },
            TestContext.Current.CancellationToken));
        Assert.Equal(ErrorCodes.ServiceUnavailable, hung.Code);
        // After a second attempt the bound has passed; were it counted from there, a third would fit.
        Assert.InRange(calls, 1, 2);
    }

    [Fact]
    public async Task A_caller_who_gives_up_waits_no_longer()
    {
        using var gone = new CancellationTokenSource();
        var never = new TaskCompletionSource<int>();
        var call = Over(Quick).Ask(() => never.Task, gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    private static GrainCalls Over(GrainCallOptions options) => new(Options.Create(options), TimeProvider.System);
}
