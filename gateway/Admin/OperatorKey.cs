using System.Security.Cryptography;
using System.Text;
using Chat.Signing;
using Microsoft.Extensions.Options;

namespace Chat.Admin;

/// <summary>Recognises operators, by whichever of the keys that are good.</summary>
public sealed class OperatorKey
{
    /// <summary>The header that carries the key where Authorization is taken by something else.</summary>
    public const string Header = "X-Operator-Key";

    /// <summary>What the one key is called that has no name of its own.</summary>
    public const string DefaultName = "operator";

    private readonly (string Name, byte[] Hash)[] keys;

    public OperatorKey(IOptions<OperatorOptions> options) =>
        keys = [.. options.Value.All().Select(static pair => (pair.Key, HashOf(pair.Value)))];

    /// <summary>Without a key nobody is the operator.</summary>
    public bool IsConfigured => keys.Length > 0;

    /// <summary>The name of a key that is good, or null. In a time that tells nothing of the keys, their lengths included.</summary>
    public string? NameOf(string? key)
    {
        if (key is null)
            return null;
        var shown = HashOf(key);
        string? found = null;
        // All of them, whichever it is.
        foreach (var (name, hash) in keys)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, shown))
                found = name;
        }
        return found;
    }

    /// <summary>The word of a key's holder for something; worth nothing once the key is gone.</summary>
    /// <param name="name">Of a key that is good.</param>
    /// <param name="what">See <see cref="ExpiringSignature.Of"/>.</param>
    /// <param name="expires">Seconds since 1970.</param>
    public string Sign(string name, string what, long expires) => ExpiringSignature.Of(keys.Single(key => key.Name == name).Hash, what, expires);

    /// <summary>By which key it was signed; null: by none, or it has expired.</summary>
    public string? SignerOf(string what, long expires, string signature, DateTimeOffset now)
    {
        string? found = null;
        foreach (var (name, hash) in keys)
        {
            if (ExpiringSignature.IsValid(hash, what, expires, signature, now))
                found = name;
        }
        return found;
    }

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
