using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Chat.Admin;

/// <summary>Recognises the operator.</summary>
public sealed class OperatorKey
{
    /// <summary>The header that carries the key where Authorization is taken by something else.</summary>
    public const string Header = "X-Operator-Key";

    private readonly byte[]? expected;

    public OperatorKey(IOptions<OperatorOptions> options) =>
        expected = string.IsNullOrEmpty(options.Value.Key) ? null : HashOf(options.Value.Key);

    /// <summary>In a time that tells nothing of the key, its length included. False when no key is configured.</summary>
    public bool Matches(string? key) =>
        expected is not null && key is not null && CryptographicOperations.FixedTimeEquals(expected, HashOf(key));

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
