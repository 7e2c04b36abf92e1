using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Chat.Unfurling;

/// <summary>
/// Which addresses the server may connect to on behalf of somebody who wrote a link: public ones alone. Of IPv6 only global unicast is let through, and
/// of that nothing that carries another address inside; of IPv4 everything but what the registries of IANA reserve for something else.
/// </summary>
internal sealed class AddressRules
{
    private static readonly IPNetwork[] Refused =
    [
        .. Networks(
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            // A cloud's own service, at an address that looks public.
            "168.63.129.16/32"),
        // Within global unicast: protocol assignments with Teredo, documentation, 6to4, and a test network of old.
        .. Networks("2001::/23", "2001:db8::/32", "2002::/16", "3ffe::/16", "3fff::/20"),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    private readonly IPNetwork[] allowed;
    private readonly Func<IReadOnlySet<IPAddress>> own;

    /// <param name="own">The addresses of this machine, which may be public ones.</param>
    public AddressRules(IOptions<UnfurlingOptions> options, Func<IReadOnlySet<IPAddress>> own)
    {
        allowed = Networks(options.Value.AllowedNetworks ?? []);
        this.own = own;
    }

    public bool Allows(IPAddress address)
    {
        // A zone names an interface of this machine. A mapped address is IPv4 in disguise, which IPNetwork.Contains compares as IPv4 even with networks of
        // IPv6: 2000::/3 would contain ::ffff:10.0.0.1.
        if (address.IsIPv4MappedToIPv6 || address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0)
            return false;
        if (Contain(allowed, address))
            return true;
        return IsPublic(address) && !own().Contains(address);
    }

    private static bool IsPublic(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !Contain(Refused, address),
        AddressFamily.InterNetworkV6 => GlobalUnicast.Contains(address) && !Contain(Refused, address) && !IsTunnelled(address),
        _ => false,
    };

    /// <summary>ISATAP: an IPv4 address behind any prefix.</summary>
    private static bool IsTunnelled(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return bytes[8] is 0 or 2 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe;
    }

    private static bool Contain(IPNetwork[] networks, IPAddress address) =>
        Array.Exists(networks, network => network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address));

    private static IPNetwork[] Networks(params string[] texts) => Array.ConvertAll(texts, text => IPNetwork.Parse(text));
}
