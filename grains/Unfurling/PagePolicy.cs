using System.Net;
using Microsoft.Extensions.Options;

namespace Chat.Unfurling;

/// <summary>
/// What may be looked at, and what may be shown, judged by its address alone. Names are judged again by what they resolve to
/// (<see cref="GuardedConnector"/>).
/// </summary>
internal sealed class PagePolicy
{
    private readonly AddressRules rules;
    private readonly HashSet<int> ports = [80, 443];
    private readonly HashSet<string> denied;

    public PagePolicy(IOptions<UnfurlingOptions> options, AddressRules rules)
    {
        this.rules = rules;
        ports.UnionWith(options.Value.AllowedPorts ?? []);
        denied = (options.Value.DeniedDomains ?? [])
            .Select(domain => new UriBuilder(Uri.UriSchemeHttp, domain.Trim('.')).Uri.IdnHost.ToLowerInvariant())
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <exception cref="PageRefusedException">It may not be looked at; the message says why.</exception>
    public void Require(Uri address)
    {
        if (WhyNot(address) is { } reason)
            throw new PageRefusedException(reason);
    }

    /// <summary>Whether readers' programs may be sent there for a picture: into their own networks they may not.</summary>
    public bool MayShow(Uri address) => WhyNot(address) is null;

    private string? WhyNot(Uri address)
    {
        if (!PageAddress.IsWeb(address))
            return "only http and https are looked at";
        if (address.UserInfo.Length > 0)
            return "the address names a user";
        if (!ports.Contains(address.Port))
            return "only the usual ports are looked at";
        var host = address.IdnHost.TrimEnd('.').ToLowerInvariant();
        if (IsDenied(host))
            return "previews of this domain are switched off";
        if (address.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6)
            return IPAddress.TryParse(host, out var ip) && rules.Allows(ip) ? null : "the address is not public";
        if (IsNumber(host))
            return "the host is neither a name nor an address";
        return IsLocal(host) && !rules.Allows(IPAddress.Loopback) ? "the host is this machine" : null;
    }

    private bool IsDenied(string host)
    {
        for (var rest = host; ; rest = rest[(rest.IndexOf('.', StringComparison.Ordinal) + 1)..])
        {
            if (denied.Contains(rest))
                return true;
            if (!rest.Contains('.', StringComparison.Ordinal))
                return false;
        }
    }

    /// <summary>A last part that begins with a digit is no top-level domain: some resolvers read such hosts as addresses.</summary>
    private static bool IsNumber(string host)
    {
        var last = host[(host.LastIndexOf('.') + 1)..];
        return last.Length == 0 || char.IsDigit(last[0]);
    }

    private static bool IsLocal(string host) => host == "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal);
}
