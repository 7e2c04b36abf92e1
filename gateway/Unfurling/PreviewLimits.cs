using System.Threading.RateLimiting;
using Chat.Limits;
using Chat.Users;
using Chat.WebApi;
using Microsoft.Extensions.Options;

namespace Chat.Unfurling;

/// <summary>
/// How many previews one user may ask for, by sockets and calls together: each can make the server ask a stranger's. A gateway's own count.
/// </summary>
internal sealed class PreviewLimits : IAsyncDisposable
{
    private const int SecondsAMinute = 60;

    private readonly PartitionedRateLimiter<string> users;
    private readonly int retryAfter;

    private readonly LimitMetrics metrics;

    public PreviewLimits(IOptions<PreviewOptions> options, LimitMetrics metrics)
    {
        this.metrics = metrics;
        var (burst, perMinute) = (options.Value.Burst, options.Value.PerMinute);
        retryAfter = Math.Max(1, SecondsAMinute / perMinute);
        users = PartitionedRateLimiter.Create<string, string>(
            user => RateLimitPartition.GetTokenBucketLimiter(user, _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = burst,
                TokensPerPeriod = 1,
                ReplenishmentPeriod = TimeSpan.FromMinutes(1) / perMinute,
                QueueLimit = 0,
                // Partitioned limiters replenish their buckets themselves.
                AutoReplenishment = false,
            }),
            StringComparer.Ordinal);
    }

    /// <exception cref="RateLimitedException">Over the limit.</exception>
    public void Require(Caller caller)
    {
        using var lease = users.AttemptAcquire(GrainKeys.For(caller.Team, caller.User));
        if (lease.IsAcquired)
            return;
        metrics.Refused("previews");
        throw new RateLimitedException(retryAfter);
    }

    public ValueTask DisposeAsync() => users.DisposeAsync();
}
