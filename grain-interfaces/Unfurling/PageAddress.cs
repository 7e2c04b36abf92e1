using System.Diagnostics.CodeAnalysis;

namespace Chat.Unfurling;

/// <summary>Addresses of pages: what can be one, and when two of them name the same page.</summary>
public static class PageAddress
{
    /// <summary>UTF-16 units.</summary>
    public const int MaxLength = 2_048;

    /// <summary>An absolute http or https address with a host. Says nothing of whether it may be looked at.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Uri? address)
    {
        address = null;
        if (text is not { Length: > 0 and <= MaxLength } || text.AsSpan().IndexOfAnyInRange('\0', ' ') >= 0)
            return false;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var parsed) || !IsWeb(parsed) || parsed.IdnHost.Length == 0)
            return false;
        address = parsed;
        return true;
    }

    /// <summary>
    /// The form by which a page is known: host in lower case and in ASCII, odd spellings of numbers as dotted ones, the scheme's own port left out, no
    /// fragment.
    /// </summary>
    public static string Normalise(Uri address)
    {
        var host = address.HostNameType == UriHostNameType.IPv6 ? $"[{address.IdnHost}]" : address.IdnHost.ToLowerInvariant();
        var port = address.IsDefaultPort ? "" : $":{address.Port}";
        var user = address.UserInfo.Length == 0 ? "" : $"{address.UserInfo}@";
        return $"{address.Scheme}://{user}{host}{port}{address.GetComponents(UriComponents.PathAndQuery, UriFormat.UriEscaped)}";
    }

    public static bool IsWeb(Uri address) => address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps;
}
