using System.ComponentModel.DataAnnotations;

namespace Chat.SignIn;

/// <summary>Passwords and how often they may be tried, section <c>Chat:SignIn</c>.</summary>
public sealed class SignInOptions
{
    public const string Section = "Chat:SignIn";

    /// <summary>BCrypt's cost: each step doubles the time of a guess. Applies to passwords set from now on.</summary>
    [Range(4, 20)]
    public int WorkFactor { get; set; } = 12;

    /// <summary>Attempts per minute from one client address.</summary>
    [Range(1, 1_000_000)]
    public int PerAddressPerMinute { get; set; } = 60;

    /// <summary>Attempts per minute on one domain and e-mail, from wherever.</summary>
    [Range(1, 1_000_000)]
    public int PerAccountPerMinute { get; set; } = 10;

    /// <summary>Hashes computed at once, so that signing in leaves processors for talking. 0: half of the processors.</summary>
    [Range(0, 1024)]
    public int ConcurrentHashes { get; set; }

    /// <summary>Hashes that may wait for their turn; beyond that the answer is 429.</summary>
    [Range(0, 100_000)]
    public int WaitingHashes { get; set; } = 64;
}
