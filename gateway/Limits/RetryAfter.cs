using System.Security.Cryptography;
using System.Threading.RateLimiting;

namespace Chat.Limits;

/// <summary>When somebody who was refused should ask again, in whole seconds: official clients give up when it is no integer.</summary>
internal static class RetryAfter
{
    /// <summary>Spread over seconds, so that those who were refused together do not come back together.</summary>
    public static int Jittered() => RandomNumberGenerator.GetInt32(1, 6);

    /// <summary>As long as the limiter says that it takes, and a little.</summary>
    public static int Of(RateLimitLease lease) =>
        lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? (int)Math.Ceiling(wait.TotalSeconds) + RandomNumberGenerator.GetInt32(0, 2) : Jittered();
}
