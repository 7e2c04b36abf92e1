using System.Globalization;
using Chat.Admin;

namespace Chat.Browsers;

/// <summary>
/// What a browser holds instead of the operator key: <c>expires.signature</c>, signed with the key. Nothing of it is stored, so that it ends by its time, or
/// for everyone when the key is changed.
/// </summary>
internal sealed class OperatorSession(OperatorKey key, TimeProvider time)
{
    public static readonly TimeSpan Age = TimeSpan.FromHours(8);

    private const string What = "operator session";
    private const int MaxLength = 100;

    /// <exception cref="InvalidOperationException">No key is configured.</exception>
    public string Open()
    {
        var expires = (time.GetUtcNow() + Age).ToUnixTimeSeconds();
        return string.Create(CultureInfo.InvariantCulture, $"{expires}.{key.Sign(What, expires)}");
    }

    public bool IsValid(string? session)
    {
        if (session is null or { Length: > MaxLength } || session.IndexOf('.', StringComparison.Ordinal) is not (> 0 and var dot))
            return false;
        return long.TryParse(session.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var expires)
            && key.IsSigned(What, expires, session[(dot + 1)..], time.GetUtcNow());
    }
}
