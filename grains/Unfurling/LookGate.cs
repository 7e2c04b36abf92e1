using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Chat.Unfurling;

/// <summary>How many look-ups a silo makes at once: in all, and at one host. Those beyond wait for a while, and are then refused.</summary>
internal sealed class LookGate : IAsyncDisposable
{
    private readonly ConcurrencyLimiter all;
    private readonly PartitionedRateLimiter<string> hosts;
    private readonly TimeSpan waitTime;
    private readonly TimeProvider time;

    public LookGate(IOptions<UnfurlingOptions> options, TimeProvider time)
    {
        var bounds = options.Value;
        (waitTime, this.time) = (bounds.WaitTime, time);
        all = new ConcurrencyLimiter(Limit(bounds.AtOnce, bounds.Waiting));
        // Who waits for its host holds a place among all: a host that answers slowly must not take them all.
        hosts = PartitionedRateLimiter.Create<string, string>(
            host => RateLimitPartition.GetConcurrencyLimiter(host, _ => Limit(bounds.AtOncePerHost, bounds.AtOncePerHost)), StringComparer.Ordinal);
    }

    /// <summary>A place among all look-ups.</summary>
    /// <exception cref="PageBusyException">Too many wait, or for too long.</exception>
    public async Task<IDisposable> Enter()
    {
        var lease = all.AttemptAcquire();
        if (lease.IsAcquired)
            return lease;
        using var bound = new CancellationTokenSource(waitTime, time);
        try
        {
            return Acquired(await all.AcquireAsync(1, bound.Token));
        }
        catch (OperationCanceledException)
        {
            throw new PageBusyException();
        }
    }

    /// <summary>A place at a host, for one request and its answer.</summary>
    /// <exception cref="PageBusyException">Too many wait.</exception>
    public async Task<IDisposable> EnterHost(string host, CancellationToken cancellationToken) =>
        Acquired(await hosts.AcquireAsync(host, 1, cancellationToken));

    public async ValueTask DisposeAsync()
    {
        await all.DisposeAsync();
        await hosts.DisposeAsync();
    }

    private static RateLimitLease Acquired(RateLimitLease lease)
    {
        if (lease.IsAcquired)
            return lease;
        lease.Dispose();
        throw new PageBusyException();
    }

    private static ConcurrencyLimiterOptions Limit(int atOnce, int waiting) =>
        new() { PermitLimit = atOnce, QueueLimit = waiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst };
}
