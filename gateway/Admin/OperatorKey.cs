using System.Security.Cryptography;
using System.Text;
using Chat.Signing;
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

    /// <summary>Without a key nobody is the operator.</summary>
    public bool IsConfigured => expected is not null;

    /// <summary>In a time that tells nothing of the key, its length included. False when no key is configured.</summary>
    public bool Matches(string? key) =>
        expected is not null && key is not null && CryptographicOperations.FixedTimeEquals(expected, HashOf(key));

    /// <summary>The operator's word for something; worth nothing once the key is another.</summary>
    /// <exception cref="InvalidOperationException">No key is configured.</exception>
    public string Sign(string what, long expires) =>
        ExpiringSignature.Of(expected ?? throw new InvalidOperationException("There is no operator key to sign with."), what, expires);

    /// <inheritdoc cref="ExpiringSignature.IsValid"/>
    public bool IsSigned(string what, long expires, string signature, DateTimeOffset now) =>
        expected is not null && ExpiringSignature.IsValid(expected, what, expires, signature, now);

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
