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
    }

    private static bool IsHttpAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.Query.Length == 0
        && uri.Fragment.Length == 0
        && uri.UserInfo.Length == 0;
}
