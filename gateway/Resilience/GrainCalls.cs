using Chat.Errors;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Orleans.Runtime.Messaging;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Chat.Resilience;

/// <summary>
/// The one way in which the edge calls grains: what fails because a silo went away, or because a grain lost its place as the writer, is sent
/// again with short, jittered pauses until a total bound. Every verb is safe to send twice: posts carry a retry key, the others end in the
/// same state, and where the second answer differs (already_in_channel, name_taken, already_reacted) it is answered as it is.
/// </summary>
public sealed class GrainCalls(IOptions<GrainCallOptions> options, TimeProvider time) : IDisposable
{
    private static readonly ResiliencePropertyKey<TimeSpan> Left = new("left");

    /// <summary>Pauses after a silo's departure; a silo that stops has some half a second left, the more teams it had the longer.</summary>
    private static readonly TimeSpan[] Reminders = [.. new[] { 200, 200, 200, 300, 300, 400, 400 }.Select(static milliseconds => TimeSpan.FromMilliseconds(milliseconds))];

    private readonly Way once = new(options.Value, options.Value.AttemptTimeout, time);
    private readonly Way idempotent = new(options.Value, options.Value.IdempotentAttemptTimeout, time);
    private CancellationTokenSource siloLeft = new();
    private CancellationTokenSource siloLeaves = new();

    /// <summary>The bounds of a call. Nearly all succeed at once, and the first attempt does without the pipeline, which costs several times what it does.</summary>
    private sealed class Way(GrainCallOptions bounds, TimeSpan attempt, TimeProvider time)
    {
        public TimeSpan FirstAttempt { get; } = attempt < bounds.TotalTimeout ? attempt : bounds.TotalTimeout;

        public TimeSpan Total => bounds.TotalTimeout;

        /// <summary>For what is left of the total bound after the first attempt, which is replayed to it: what follows is retries.</summary>
        public ResiliencePipeline Retries { get; } = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddTimeout(new TimeoutStrategyOptions
            {
                TimeoutGenerator = static timeout => ValueTask.FromResult(timeout.Context.Properties.GetValue(Left, TimeSpan.Zero)),
            })
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<Exception>(IsTransient),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = bounds.Delay,
                MaxDelay = bounds.MaxDelay,
                MaxRetryAttempts = int.MaxValue,
            })
            .AddTimeout(attempt)
            .Build();
    }

    /// <exception cref="ChatException">The grain's refusal, or service_unavailable when the bound has passed.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up; the call itself may still take effect.</exception>
    public Task<T> Ask<T>(Func<Task<T>> call, CancellationToken cancellationToken) => Ask(once, call, cancellationToken);

    /// <summary>As <see cref="Ask{T}"/>, for what may run twice at once without harm: an attempt that is not answered soon is made again.</summary>
    public Task<T> AskIdempotent<T>(Func<Task<T>> call, CancellationToken cancellationToken) =>
        Ask(idempotent, () => Until(() => siloLeaves.Token, call), cancellationToken);

    /// <summary>As <see cref="Ask{T}"/>, for what changes nothing: it is made again when a silo leaves that may have taken it along, but has its time.</summary>
    public Task<T> Read<T>(Func<Task<T>> call, CancellationToken cancellationToken) => Ask(once, () => Until(() => siloLeft.Token, call), cancellationToken);

    /// <summary>
    /// A silo went away. Which calls had gone through it is not known, and those nobody will answer: all idempotent ones that are under way are
    /// made again. Those that may run twice at once are made again some more times in the next seconds: one that stops in order closes its connections
    /// before its end, and takes along what still comes to it by other silos.
    /// </summary>
    public void SiloLeft()
    {
        Renew(ref siloLeft);
        Renew(ref siloLeaves);
        _ = UntilItIsGone();
    }

    public void Dispose()
    {
        siloLeft.Dispose();
        siloLeaves.Dispose();
    }

    private async Task UntilItIsGone()
    {
        foreach (var pause in Reminders)
        {
            await Task.Delay(pause, time);
            Renew(ref siloLeaves);
        }
    }

    private static void Renew(ref CancellationTokenSource source) => _ = Interlocked.Exchange(ref source, new CancellationTokenSource()).CancelAsync();

    private static async Task<T> Until<T>(Func<CancellationToken> departure, Func<Task<T>> call)
    {
        // Before the call is made: what leaves meanwhile may take it along.
        var left = departure();
        var answer = call();
        if (answer.IsCompleted)
            return await answer;
        try
        {
            return await answer.WaitAsync(left);
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested)
        {
            throw new TimeoutException("A silo through which the call may have gone went away.");
        }
    }

    private async Task<T> Ask<T>(Way way, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        try
        {
            Task<T> first;
            try
            {
                first = call();
                return await first.WaitAsync(way.FirstAttempt, time, cancellationToken);
            }
            catch (Exception exception) when (IsTransient(exception))
            {
                first = Task.FromException<T>(exception);
            }
            return await Repeat(way, first, call, way.Total - time.GetElapsedTime(began), cancellationToken);
        }
        catch (Exception exception) when (exception is not ChatException && IsTransient(exception))
        {
            throw new ChatException(ErrorCodes.ServiceUnavailable, exception);
        }
    }

    private static async Task<T> Repeat<T>(Way way, Task<T> failed, Func<Task<T>> call, TimeSpan left, CancellationToken cancellationToken)
    {
        if (left <= TimeSpan.Zero)
            return await failed;
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            context.Properties.Set(Left, left);
            var attempt = 0;
            return await way.Retries.ExecuteAsync(
                async context => await (attempt++ == 0 ? failed : call()).WaitAsync(context.CancellationToken), context);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <inheritdoc cref="Ask{T}"/>
    public Task Ask(Func<Task> call, CancellationToken cancellationToken) =>
        Ask(
            async () =>
            {
                await call();
                return true;
            },
            cancellationToken);

    /// <summary>Whether the same call, sent again, may well succeed.</summary>
    public static bool IsTransient(Exception exception) => exception is
        TimeoutException
        or TimeoutRejectedException
        or WriterLostException
        or OrleansMessageRejectionException // and SiloUnavailableException
        or ClientNotAvailableException
        or GatewayTooBusyException
        or ConnectionFailedException
        or ConnectionAbortedException
        or ConnectionResetException;
}
