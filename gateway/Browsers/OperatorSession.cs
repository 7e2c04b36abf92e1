using System.Globalization;
using Chat.Admin;

namespace Chat.Browsers;

/// <summary>
/// What a browser holds instead of the operator key: <c>expires.signature</c>, signed with the key. Nothing of it is stored, so that it ends by its time, or
/// for all who have that key when the key is removed.
/// </summary>
internal sealed class OperatorSession(OperatorKey key, TimeProvider time)
{
    public static readonly TimeSpan Age = TimeSpan.FromHours(8);

    private const string What = "operator session";
    private const int MaxLength = 100;

    /// <param name="name">Of the operator's key, with which the session ends.</param>
    public string Open(string name)
    {
        var expires = (time.GetUtcNow() + Age).ToUnixTimeSeconds();
        return string.Create(CultureInfo.InvariantCulture, $"{expires}.{key.Sign(name, What, expires)}");
    }

    /// <summary>The name of the key that opened it; null: it is none that is good.</summary>
    public string? NameOf(string? session)
    {
        if (session is null or { Length: > MaxLength } || session.IndexOf('.', StringComparison.Ordinal) is not (> 0 and var dot))
            return null;
        return long.TryParse(session.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var expires)
            ? key.SignerOf(What, expires, session[(dot + 1)..], time.GetUtcNow())
            : null;
    }
}
