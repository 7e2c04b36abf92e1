using System.Net;
using System.Threading.RateLimiting;
using Chat.Limits;
using Chat.WebApi;
using Microsoft.Extensions.Options;

namespace Chat.SignIn;

/// <summary>Bounds guesses: per client address, and per account from wherever they come. Counted per gateway.</summary>
internal sealed class SignInLimits : IAsyncDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> perAddress;
    private readonly PartitionedRateLimiter<string> perAccount;

    private readonly LimitMetrics metrics;

    public SignInLimits(IOptions<SignInOptions> options, LimitMetrics metrics)
    {
        this.metrics = metrics;
        perAddress = PerMinute(options.Value.PerAddressPerMinute);
        perAccount = PerMinute(options.Value.PerAccountPerMinute);
    }

    /// <summary>For the operator, of whom there is one: a limit for all addresses together would let anyone shut it out.</summary>
    /// <exception cref="RateLimitedException">Over a limit.</exception>
    public void Require(IPAddress? address) => Take(perAddress, ClientAddress.KeyOf(address));

    /// <exception cref="RateLimitedException">Over a limit.</exception>
    public void Require(IPAddress? address, string domain, string email)
    {
        Require(address);
        Take(perAccount, $"{domain.ToUpperInvariant()}\n{email.ToUpperInvariant()}");
    }

    public async ValueTask DisposeAsync()
    {
        await perAddress.DisposeAsync();
        await perAccount.DisposeAsync();
    }

    private static PartitionedRateLimiter<string> PerMinute(int permits) =>
        PartitionedRateLimiter.Create<string, string>(
            key => RateLimitPartition.GetFixedWindowLimiter(
                key,
                _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = Minute, QueueLimit = 0 }),
            StringComparer.Ordinal);

    private void Take(PartitionedRateLimiter<string> limiter, string key)
    {
        using var lease = limiter.AttemptAcquire(key);
        if (lease.IsAcquired)
            return;
        metrics.Refused("signin");
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : Minute;
        throw new RateLimitedException((int)Math.Ceiling(wait.TotalSeconds));
    }
}
