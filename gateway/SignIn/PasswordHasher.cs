using System.Threading.RateLimiting;
using Chat.Limits;
using Chat.WebApi;
using Microsoft.Extensions.Options;
using BCryptHash = BCrypt.Net.BCrypt;

namespace Chat.SignIn;

/// <summary>
/// Hashes and verifies passwords with BCrypt over SHA-384 of the password, so that no byte of a long one is cut off. Slow on purpose: the work
/// leaves the request's thread, a few at a time.
/// </summary>
public sealed class PasswordHasher : IAsyncDisposable
{
    public const int MinLength = 8;

    /// <summary>UTF-16 units; bounds the work that a request can cause before the hash.</summary>
    public const int MaxLength = 1024;

    private const int BusyRetrySeconds = 2;

    private readonly ConcurrencyLimiter turns;
    private readonly int workFactor;
    private readonly Lazy<Task<string>> nobody;

    private readonly LimitMetrics metrics;

    public PasswordHasher(IOptions<SignInOptions> options, LimitMetrics metrics)
    {
        this.metrics = metrics;
        workFactor = options.Value.WorkFactor;
        var permits = options.Value.ConcurrentHashes;
        turns = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = permits > 0 ? permits : Math.Max(1, Environment.ProcessorCount / 2),
            QueueLimit = options.Value.WaitingHashes,
        });
        nobody = new Lazy<Task<string>>(() => Task.Run(() => BCryptHash.EnhancedHashPassword("nobody", workFactor)));
    }

    /// <exception cref="RateLimitedException">Too many wait already.</exception>
    public async Task<string> Hash(string password, CancellationToken cancellationToken)
    {
        using var turn = await Turn(cancellationToken);
        return await Task.Run(() => BCryptHash.EnhancedHashPassword(password, workFactor), cancellationToken);
    }

    /// <summary>
    /// Whether the password is the one of <paramref name="hash"/>. With null (there is no such person) the answer is false and takes as long,
    /// so that the time tells nobody who has an account.
    /// </summary>
    /// <exception cref="RateLimitedException">Too many wait already.</exception>
    public async Task<bool> Verify(string password, string? hash, CancellationToken cancellationToken)
    {
        var dummy = await nobody.Value;
        using var turn = await Turn(cancellationToken);
        var isSame = await Task.Run(() => BCryptHash.EnhancedVerify(password, hash ?? dummy), cancellationToken);
        return isSame && hash is not null;
    }

    public ValueTask DisposeAsync() => turns.DisposeAsync();

    private async ValueTask<RateLimitLease> Turn(CancellationToken cancellationToken)
    {
        var lease = await turns.AcquireAsync(1, cancellationToken);
        if (lease.IsAcquired)
            return lease;
        lease.Dispose();
        metrics.Refused("hashes");
        throw new RateLimitedException(BusyRetrySeconds);
    }
}
