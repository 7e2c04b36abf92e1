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
public sealed class GrainCalls : IDisposable
{
    private readonly ResiliencePipeline pipeline;
    private readonly ResiliencePipeline idempotent;
    private CancellationTokenSource siloLeft = new();

    public GrainCalls(IOptions<GrainCallOptions> options, TimeProvider time)
    {
        pipeline = Pipeline(options.Value, options.Value.AttemptTimeout, time);
        idempotent = Pipeline(options.Value, options.Value.IdempotentAttemptTimeout, time);
    }

    private static ResiliencePipeline Pipeline(GrainCallOptions bounds, TimeSpan attempt, TimeProvider time) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddTimeout(bounds.TotalTimeout)
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

    /// <exception cref="ChatException">The grain's refusal, or service_unavailable when the bound has passed.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up; the call itself may still take effect.</exception>
    public Task<T> Ask<T>(Func<Task<T>> call, CancellationToken cancellationToken) =>
        Ask(pipeline, call, static async (call, token) => await call().WaitAsync(token), cancellationToken);

    /// <summary>As <see cref="Ask{T}"/>, for what may run twice at once without harm: an attempt that is not answered soon is made again.</summary>
    public Task<T> AskIdempotent<T>(Func<Task<T>> call, CancellationToken cancellationToken) =>
        Ask(idempotent, (Calls: this, Call: call), static async (it, token) => await it.Calls.UntilSiloLeaves(it.Call, token), cancellationToken);

    /// <summary>
    /// A silo went away. Which calls had gone through it is not known, and those nobody will answer: all idempotent ones that are under way are
    /// made again.
    /// </summary>
    public void SiloLeft() => _ = Interlocked.Exchange(ref siloLeft, new CancellationTokenSource()).CancelAsync();

    public void Dispose() => siloLeft.Dispose();

    private async Task<T> UntilSiloLeaves<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        // Before the call is made: what leaves meanwhile may take it along.
        var left = Volatile.Read(ref siloLeft).Token;
        var answer = call();
        if (answer.IsCompleted)
            return await answer;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, left);
        try
        {
            return await answer.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("A silo through which the call may have gone went away.");
        }
    }

    private static async Task<T> Ask<TState, T>(
        ResiliencePipeline pipeline, TState state, Func<TState, CancellationToken, ValueTask<T>> attempt, CancellationToken cancellationToken)
    {
        try
        {
            return await pipeline.ExecuteAsync(attempt, state, cancellationToken);
        }
        catch (Exception exception) when (exception is not ChatException && IsTransient(exception))
        {
            throw new ChatException(ErrorCodes.ServiceUnavailable, exception);
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
