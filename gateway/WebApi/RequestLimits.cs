using System.Security.Cryptography;
using System.Threading.RateLimiting;
using Chat.Gateway;
using Chat.Users;
using Microsoft.Extensions.Options;

namespace Chat.WebApi;

/// <summary>
/// Keeps one token from taking the gateway for itself, and rations new sockets: official clients reconnect without pause, and heed only
/// HTTP 429. Limits are a gateway's own; what protects a team is counted where its truth is.
/// </summary>
internal sealed class RequestLimits : IAsyncDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly PartitionedRateLimiter<string> calls;
    private readonly PartitionedRateLimiter<string> connects;
    private readonly TokenBucketRateLimiter admission;

    private readonly LimitMetrics metrics;

    public RequestLimits(IOptions<GatewayOptions> options, LimitMetrics metrics)
    {
        this.metrics = metrics;
        var bounds = options.Value;
        calls = PerToken(bounds.RequestBurst, bounds.RequestsPerSecond);
        connects = PerToken(bounds.ConnectBurst, 1);
        admission = new TokenBucketRateLimiter(Bucket(2 * bounds.ConnectsPerSecond, bounds.ConnectsPerSecond, replenish: true));
    }

    /// <exception cref="RateLimitedException">Over a limit.</exception>
    public void Require(Caller caller) => Take("calls", calls.AttemptAcquire(caller.TokenKey), 1);

    /// <exception cref="RateLimitedException">Over a limit.</exception>
    public void Require(Caller caller, Method method)
    {
        Require(caller);
        if (!method.IsConnect)
            return;
        Take("connects", connects.AttemptAcquire(caller.TokenKey), Jittered());
        Take("admission", admission.AttemptAcquire(), Jittered());
    }

    public async ValueTask DisposeAsync()
    {
        await calls.DisposeAsync();
        await connects.DisposeAsync();
        await admission.DisposeAsync();
    }

    private static PartitionedRateLimiter<string> PerToken(int burst, int perSecond) =>
        PartitionedRateLimiter.Create<string, string>(
            key => RateLimitPartition.GetTokenBucketLimiter(key, _ => Bucket(burst, perSecond, replenish: false)), StringComparer.Ordinal);

    // Partitioned limiters replenish their buckets themselves, with one timer for all.
    private static TokenBucketRateLimiterOptions Bucket(int burst, int perSecond, bool replenish) => new()
    {
        TokenLimit = burst,
        TokensPerPeriod = perSecond,
        ReplenishmentPeriod = Second,
        QueueLimit = 0,
        AutoReplenishment = replenish,
    };

    private void Take(string limit, RateLimitLease lease, int retryAfterSeconds)
    {
        using (lease)
        {
            if (lease.IsAcquired)
                return;
            metrics.Refused(limit);
            throw new RateLimitedException(retryAfterSeconds);
        }
    }

    /// <summary>Spread over seconds, so that those who were refused together do not come back together.</summary>
    private static int Jittered() => RandomNumberGenerator.GetInt32(1, 6);
}
