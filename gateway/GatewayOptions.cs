using System.ComponentModel.DataAnnotations;

namespace Chat.Gateway;

/// <summary>The edge's settings, section <c>Chat:Gateway</c>.</summary>
public sealed class GatewayOptions : IValidatableObject
{
    public const string Section = "Chat:Gateway";

    /// <summary>The address under which clients reach the server, for example <c>https://chat.example.org</c>. Null: as each request says.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>
    /// Takes scheme, host and client address from X-Forwarded-* of the nearest proxy. Only where every request passes such a proxy:
    /// otherwise anyone could choose them.
    /// </summary>
    public bool TrustForwardedHeaders { get; set; }

    /// <summary>
    /// Pages of other origins (<c>https://tools.example.org</c>) that may call the Web API with a token. Null: none. Cookies never count there.
    /// </summary>
    public string[]? AllowedOrigins { get; set; }

    /// <summary>For how long browsers are told to come by https alone (Strict-Transport-Security), in answers that go over https. 0: they are not told.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "730.00:00:00")]
    public TimeSpan StrictTransport { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Largest request body in bytes.</summary>
    [Range(1024, 100 * 1024 * 1024)]
    public int MaxBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>Largest file that is uploaded to be imported, in bytes.</summary>
    [Range(1024, long.MaxValue)]
    public long MaxUploadBytes { get; set; } = 4L * 1024 * 1024 * 1024;

    /// <summary>Bytes of encoded users and channels that are kept for rtm.start, over all teams.</summary>
    [Range(0, int.MaxValue)]
    public int SnapshotCacheBytes { get; set; } = 64 * 1024 * 1024;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PublicUrl is not null && !IsHttpAddress(PublicUrl))
            yield return new ValidationResult("Chat:Gateway:PublicUrl must be an absolute http(s) address without query or fragment.", [nameof(PublicUrl)]);
        foreach (var origin in AllowedOrigins ?? [])
        {
            if (!IsOrigin(origin))
                yield return new ValidationResult($"Chat:Gateway:AllowedOrigins: {origin} is no origin such as https://tools.example.org (scheme, host, and port if it has one; no path, no *).", [nameof(AllowedOrigins)]);
        }
    }

    /// <summary>As browsers write it: what is written otherwise would never be equal.</summary>
    private static bool IsOrigin(string text) => IsHttpAddress(text) && new Uri(text).GetLeftPart(UriPartial.Authority) == text;

    private static bool IsHttpAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.Query.Length == 0
        && uri.Fragment.Length == 0
        && uri.UserInfo.Length == 0;
}
