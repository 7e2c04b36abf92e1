using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Chat.Users;

/// <summary>
/// <c>xoxp-T0000001A-secret</c> (people) or <c>xoxb-T0000001A-secret</c> (bots): the team is readable, so that a gateway can route it; the
/// secret has 43 characters of base-62 (256 bits). Stored as SHA-256 of the whole text: the secret is random, so that no slow hash is needed.
/// </summary>
public static class Token
{
    private const int SecretLength = 43;
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static string New(TeamId team, bool isBot) => $"{(isBot ? "xoxb" : "xoxp")}-{team}-{RandomNumberGenerator.GetString(Alphabet, SecretLength)}";

    /// <summary>Checks the shape alone and finds the team.</summary>
    public static bool TryGetTeam([NotNullWhen(true)] string? token, out TeamId team)
    {
        team = default;
        return token is { Length: > 15 and < 100 }
            && (token.StartsWith("xoxp-", StringComparison.Ordinal) || token.StartsWith("xoxb-", StringComparison.Ordinal))
            && token[14] == '-'
            && TeamId.TryParse(token[5..14], out team);
    }

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>A name for a token that is safe to show and log: the first 12 hex digits of its hash.</summary>
    public static string Key(byte[] hash) => Convert.ToHexStringLower(hash.AsSpan(0, 6));
}
