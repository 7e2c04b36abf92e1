using Orleans.Concurrency;

namespace Chat.Unfurling;

/// <summary>Which previews a team wants. Key: <see cref="GrainKeys.For(TeamId)"/>. Errors: service_unavailable.</summary>
[Alias("IUnfurlSettingsGrain")]
public interface IUnfurlSettingsGrain : IGrainWithStringKey
{
    [Alias("Get"), AlwaysInterleave]
    Task<UnfurlSettings> Get();

    /// <summary>Errors: invalid_arguments (a domain that is none, or too many).</summary>
    [Alias("Set")]
    Task<UnfurlSettings> Set(UnfurlSettings settings);
}

/// <param name="IsEnabled">False: no link of the team gets a preview, while typing neither.</param>
/// <param name="DeniedDomains">Their links, and those of their subdomains, get none. Lower case.</param>
[GenerateSerializer, Immutable, Alias("UnfurlSettings")]
public sealed record UnfurlSettings([property: Id(0)] bool IsEnabled, [property: Id(1)] string[] DeniedDomains)
{
    public const int MaxDomains = 500;

    public static UnfurlSettings Default { get; } = new(true, []);

    /// <summary>Whether a link may be looked up. The address is absolute.</summary>
    public bool Allows(Uri link)
    {
        var host = link.IdnHost.TrimEnd('.');
        return IsEnabled && !DeniedDomains.Any(domain => host.Equals(domain, StringComparison.OrdinalIgnoreCase)
            || host.Length > domain.Length && host[^(domain.Length + 1)] == '.' && host.EndsWith(domain, StringComparison.OrdinalIgnoreCase));
    }
}
