using System.Threading.RateLimiting;
using Chat.Sockets;
using Chat.Users;
using Chat.WebApi;
using Microsoft.Extensions.Options;

namespace Chat.Limits;

/// <summary>
/// Keeps one user and one team from taking the gateway for themselves, holds bots to what Slack would hold them to, and rations new sockets:
/// official clients reconnect without pause, and heed only HTTP 429. Limits are a gateway's own; what protects a team is counted where its truth is.
/// </summary>
internal sealed class RequestLimits : IAsyncDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly LimitOptions bounds;
    private readonly LimitMetrics metrics;
    private readonly SocketDrain? drain;
    private readonly PartitionedRateLimiter<Caller> users;
    private readonly PartitionedRateLimiter<Caller> teams;
    private readonly PartitionedRateLimiter<Caller> connects;
    private readonly TokenBucketRateLimiter admission;
    private readonly PartitionedRateLimiter<(Caller Caller, string Method, Tier Tier)> tiers;
    private readonly PartitionedRateLimiter<(Caller Caller, string Channel)> posts;

    public RequestLimits(IOptions<LimitOptions> options, LimitMetrics metrics, SocketDrain? drain = null)
    {
        this.metrics = metrics;
        bounds = options.Value;
        this.drain = drain;
        users = Partitioned<Caller, (TeamId, UserId)>(UserOf, _ => Bucket(bounds.RequestBurst, bounds.RequestsPerSecond));
        teams = Partitioned<Caller, TeamId>(static caller => caller.Team, _ => Bucket(bounds.TeamRequestBurst, bounds.TeamRequestsPerSecond));
        connects = Partitioned<Caller, (TeamId, UserId)>(UserOf, _ => Bucket(bounds.ConnectBurst, 1));
        tiers = Partitioned<(Caller Caller, string Method, Tier Tier), (TeamId, UserId, string)>(
            static call => (call.Caller.Team, call.Caller.User, call.Method), call => PerMinute(PerMinuteOf(call.Tier)));
        posts = Partitioned<(Caller Caller, string Channel), (TeamId, UserId, string)>(
            static post => (post.Caller.Team, post.Caller.User, post.Channel), _ => Bucket(bounds.PostBurst, bounds.PostsPerSecond));
        admission = new TokenBucketRateLimiter(Bucket(2 * bounds.ConnectsPerSecond, bounds.ConnectsPerSecond, replenishesItself: true));
    }

    /// <exception cref="RateLimitedException">Over a limit.</exception>
    public void Require(Caller caller)
    {
        Take("calls", users.AttemptAcquire(caller));
        Take("team", teams.AttemptAcquire(caller));
    }

    /// <param name="channel">The argument of that name, if there is one.</param>
    /// <exception cref="RateLimitedException">Over a limit.</exception>
    public void Require(Caller caller, Method method, string? channel)
    {
        Require(caller);
        if (method.IsConnect)
            Admit(caller);
        else if (bounds.Tiers == Tiered.All || (bounds.Tiers == Tiered.Bots && caller.IsBot))
            RequireTier(caller, method.Name, channel);
    }

    public async ValueTask DisposeAsync()
    {
        await users.DisposeAsync();
        await teams.DisposeAsync();
        await connects.DisposeAsync();
        await tiers.DisposeAsync();
        await posts.DisposeAsync();
        await admission.DisposeAsync();
    }

    private void Admit(Caller caller)
    {
        if (drain?.IsDraining == true)
        {
            metrics.Refused("drain");
            throw new RateLimitedException(RetryAfter.Jittered());
        }
        Take("connects", connects.AttemptAcquire(caller));
        Take("admission", admission.AttemptAcquire(), RetryAfter.Jittered());
    }

    private void RequireTier(Caller caller, string method, string? channel)
    {
        switch (MethodTiers.Find(method))
        {
            case null or Tier.Own:
                break;
            case Tier.Post:
                Take("posts", posts.AttemptAcquire((caller, channel ?? "")));
                break;
            case { } tier:
                Take("tier", tiers.AttemptAcquire((caller, method, tier)));
                break;
        }
    }

    private int PerMinuteOf(Tier tier) => tier switch
    {
        Tier.Two => bounds.Tier2,
        Tier.Three => bounds.Tier3,
        _ => bounds.Tier4,
    };

    private static (TeamId Team, UserId User) UserOf(Caller caller) => (caller.Team, caller.User);

    private static PartitionedRateLimiter<T> Partitioned<T, TKey>(Func<T, TKey> keyOf, Func<T, TokenBucketRateLimiterOptions> bucket)
        where TKey : notnull =>
        PartitionedRateLimiter.Create<T, TKey>(item => RateLimitPartition.GetTokenBucketLimiter(keyOf(item), _ => bucket(item)));

    // Partitioned limiters replenish their buckets themselves, with one timer for all.
    private static TokenBucketRateLimiterOptions Bucket(int burst, int perSecond, bool replenishesItself = false) => new()
    {
        TokenLimit = burst,
        TokensPerPeriod = perSecond,
        ReplenishmentPeriod = Second,
        QueueLimit = 0,
        AutoReplenishment = replenishesItself,
    };

    private static TokenBucketRateLimiterOptions PerMinute(int calls) => new()
    {
        TokenLimit = calls,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = Minute / calls,
        QueueLimit = 0,
        AutoReplenishment = false,
    };

    private void Take(string limit, RateLimitLease lease, int? retryAfterSeconds = null)
    {
        using (lease)
        {
            if (lease.IsAcquired)
                return;
            metrics.Refused(limit);
            throw new RateLimitedException(retryAfterSeconds ?? RetryAfter.Of(lease));
        }
    }
}
