using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Chat.Signing;

/// <summary>
/// Says that something holds until a time, for whoever has the server's word and no other credential: HMAC-SHA-256 over <c>what expires</c>, in hex. Pure.
/// </summary>
public static class ExpiringSignature
{
    /// <param name="key">Known to the server alone.</param>
    /// <param name="what">Begins with its purpose, so that what is signed for one opens nothing of another.</param>
    /// <param name="expires">Seconds since 1970.</param>
    public static string Of(ReadOnlySpan<byte> key, string what, long expires) => Convert.ToHexStringLower(
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{what} {expires}"))));

    /// <summary>In a time that tells nothing of the right signature.</summary>
    public static bool IsValid(ReadOnlySpan<byte> key, string what, long expires, string signature, DateTimeOffset now) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Of(key, what, expires)), Encoding.UTF8.GetBytes(signature))
        && now.ToUnixTimeSeconds() < expires;
}
