using System.Threading.Channels;
using Chat.Teams;
using Chat.Tests.Storage;
using Chat.Tests.Telemetry;
using Orleans.Runtime;
using Xunit;
using static Chat.Tests.Teams.Happenings;

namespace Chat.Tests.Teams;

public sealed class GatewaySubscriptionTests
{
    private readonly HeldSink _sink = new();
    private readonly TaskCompletionSource<Exception?> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public Task Events_arrive_in_order_and_each_batch_says_what_it_follows() => Turns.Run(async () =>
    {
        var subscription = Subscribe();
        subscription.Enqueue(ToTeam(11));
        var first = await _sink.Next("the first batch");
        Assert.Equal((Home, 3, At(10)), (first.Batch.Team, first.Batch.Epoch, first.Batch.After));
        Assert.Equal([11], Seconds(first));
        foreach (var second in (long[])[12, 13, 14])
            subscription.Enqueue(ToTeam(second));
        first.Answer.SetResult();
        var next = await _sink.Next("the second batch");
        Assert.Equal(At(11), next.Batch.After);
        Assert.Equal([12, 13, 14], Seconds(next));
    });

    [Fact]
    public Task One_batch_is_under_way_at_a_time() => Turns.Run(async () =>
    {
        var subscription = Subscribe();
        for (var second = 11; second <= 60; second++)
        {
            subscription.Enqueue(ToTeam(second));
            if (second % 10 != 0)
                continue;
            var call = await _sink.Next($"the batch up to {second}");
            Assert.Equal(second, Seconds(call)[^1]);
            Assert.Equal(1, _sink.UnderWay);
            // What comes now must wait for the answer.
            subscription.Enqueue(Typing(Ann, Lobby));
            Assert.Equal(0, _sink.Waiting);
            HeldSink.Release(call);
            var typing = await _sink.Next("what waited");
            HeldSink.Release(typing);
        }
    });

    [Fact]
    public Task Ephemeral_events_do_not_move_the_place_in_the_log() => Turns.Run(async () =>
    {
        var subscription = Subscribe();
        subscription.Enqueue(Typing(Ann, Lobby));
        var first = await _sink.Next("typing");
        Assert.Equal(At(10), first.Batch.After);
        subscription.Enqueue(ToTeam(11));
        subscription.Enqueue(Typing(Ann, Lobby));
        first.Answer.SetResult();
        var second = await _sink.Next("a message and typing");
        Assert.Equal(At(10), second.Batch.After);
        subscription.Enqueue(ToTeam(12));
        second.Answer.SetResult();
        Assert.Equal(At(11), (await _sink.Next("the next message")).Batch.After);
    });

    [Fact]
    public Task A_gateway_that_is_too_far_behind_is_dropped_and_sent_nothing_more() => Turns.Run(async () =>
    {
        var subscription = Subscribe(new TeamOptions { GatewayPendingBytes = 1_000 });
        subscription.Enqueue(ToTeam(11));
        var first = await _sink.Next("the batch under way");
        subscription.Enqueue(ToTeam(12, bytes: 1_001));
        // Beyond the bound what is not kept anyway is left out, and what must not be missed ends the subscription.
        subscription.Enqueue(Typing(Ann, Lobby));
        Assert.False(_failure.Task.IsCompleted);
        subscription.Enqueue(ToTeam(13));
        Assert.Null(await Waiting.For(_failure.Task, "the failure"));
        subscription.Enqueue(ToTeam(14));
        first.Answer.SetResult();
        await Turns.Settle();
        Assert.Equal(0, _sink.Waiting);
    });

    [Fact]
    public Task A_batch_that_nobody_answers_is_sent_again_before_what_follows() => Turns.Run(async () =>
    {
        var subscription = Subscribe();
        subscription.Enqueue(ToTeam(11));
        var first = await _sink.Next("the first batch");
        subscription.Enqueue(ToTeam(12));
        first.Answer.SetException(new TimeoutException());
        var again = await _sink.Next("the first batch once more");
        Assert.Equal(At(10), again.Batch.After);
        Assert.Equal([11], Seconds(again));
        again.Answer.SetResult();
        var next = await _sink.Next("the second batch");
        Assert.Equal(At(11), next.Batch.After);
        Assert.Equal([12], Seconds(next));
        Assert.False(_failure.Task.IsCompleted);
    });

    /// <summary>Its answer came by a silo that did not know where the team lives now.</summary>
    [Fact]
    public Task A_gateway_that_was_handed_over_is_soon_asked_again_until_its_first_answer() => Turns.Run(async () =>
    {
        var subscription = Subscribe(continues: 2);
        subscription.Enqueue(ToTeam(11));
        var lost = await _sink.Next("the first batch");
        var again = await _sink.Next("the first batch once more");
        Assert.Equal(2, again.Batch.Continues);
        Assert.Equal([11], Seconds(again));
        subscription.Enqueue(ToTeam(12));
        again.Answer.SetResult();
        Assert.Equal(At(11), (await _sink.Next("the second batch")).Batch.After);
        lost.Answer.SetResult();
        Assert.False(_failure.Task.IsCompleted);
    });

    [Fact]
    public Task A_gateway_that_answers_no_attempt_is_dropped() => Turns.Run(async () =>
    {
        var subscription = Subscribe();
        subscription.Enqueue(ToTeam(11));
        for (var attempt = 1; attempt <= 4; attempt++)
        {
            Assert.False(_failure.Task.IsCompleted);
            (await _sink.Next($"attempt {attempt}")).Answer.SetException(new TimeoutException());
        }
        Assert.IsType<TimeoutException>(await Waiting.For(_failure.Task, "the failure"));
        await Turns.Settle();
        Assert.Equal(0, _sink.Waiting);
    });

    [Fact]
    public Task A_batch_that_a_stopping_silo_refuses_is_sent_again_before_what_follows() => Turns.Run(async () =>
    {
        var subscription = Subscribe();
        subscription.Enqueue(ToTeam(11));
        var call = await _sink.Next("the first batch");
        subscription.Enqueue(ToTeam(12));
        // More often than it would be repeated if nobody answered.
        for (var refusal = 1; refusal <= 5; refusal++)
        {
            call.Answer.SetException(new SiloUnavailableException("It stops."));
            call = await _sink.Next("the first batch once more");
            Assert.Equal([11], Seconds(call));
        }
        call.Answer.SetResult();
        var next = await _sink.Next("the second batch");
        Assert.Equal([12], Seconds(next));
        Assert.False(_failure.Task.IsCompleted);
    });

    [Fact]
    public Task A_gateway_that_no_silo_can_reach_is_dropped_in_the_end() => Turns.Run(async () =>
    {
        var subscription = Subscribe();
        subscription.Enqueue(ToTeam(11));
        while (!_failure.Task.IsCompleted)
        {
            var call = await _sink.Next("the batch");
            call.Answer.SetException(new SiloUnavailableException("It stops."));
            await Task.WhenAny(_failure.Task, _sink.Arrival());
        }
        Assert.IsType<SiloUnavailableException>(await _failure.Task);
    });

    [Fact]
    public Task A_delivery_that_fails_drops_the_gateway_once() => Turns.Run(async () =>
    {
        var subscription = Subscribe();
        subscription.Enqueue(ToTeam(11));
        var first = await _sink.Next("the first batch");
        subscription.Enqueue(ToTeam(12));
        first.Answer.SetException(new InvalidOperationException());
        Assert.IsType<InvalidOperationException>(await Waiting.For(_failure.Task, "the failure"));
        subscription.Enqueue(ToTeam(13));
        await Turns.Settle();
        Assert.Equal(0, _sink.Waiting);
    });

    [Fact]
    public Task A_subscription_that_ended_is_silent_and_does_not_fail() => Turns.Run(async () =>
    {
        var subscription = Subscribe();
        subscription.Enqueue(ToTeam(11));
        var first = await _sink.Next("the first batch");
        subscription.Enqueue(ToTeam(12));
        subscription.End();
        first.Answer.SetException(new TimeoutException());
        await Turns.Settle();
        Assert.False(_failure.Task.IsCompleted);
        Assert.Equal(0, _sink.Waiting);
    });

    private GatewaySubscription Subscribe(TeamOptions? options = null, long continues = 0) => new(
        Home, 3, "gateway", _sink, At(10), options ?? new TeamOptions(), Figures.Of<TeamMetrics>(), TimeProvider.System, (_, exception) => _failure.SetResult(exception), continues);

    private static long[] Seconds(HeldSink.Call call) => [.. call.Batch.Events.Where(item => !item.IsEphemeral).Select(item => item.Ts.Seconds)];

    /// <summary>A gateway that answers when the test says so.</summary>
    private sealed class HeldSink : IGatewaySink
    {
        private readonly Channel<Call> _calls = Channel.CreateUnbounded<Call>();
        private int _underWay;

        public int UnderWay => _underWay;

        public int Waiting => _calls.Reader.Count;

        public sealed record Call(TeamBatch Batch, TaskCompletionSource Answer);

        public async Task Deliver(TeamBatch batch)
        {
            Interlocked.Increment(ref _underWay);
            // Not asynchronous on purpose: when the answer is set, the pump has gone as far as it goes.
            var call = new Call(batch, new TaskCompletionSource());
            await _calls.Writer.WriteAsync(call);
            try
            {
                await call.Answer.Task;
            }
            finally
            {
                Interlocked.Decrement(ref _underWay);
            }
        }

        public Task<Call> Next(string what) => Storage.Waiting.For(_calls.Reader.ReadAsync().AsTask(), what);

        /// <summary>Completes when there is a call to take.</summary>
        public Task<bool> Arrival() => _calls.Reader.WaitToReadAsync().AsTask();

        public static void Release(Call call) => call.Answer.SetResult();
    }
}
