using System.Net;
using System.Net.Sockets;

namespace Chat.Limits;

/// <summary>Whom an address stands for when calls are counted.</summary>
internal static class ClientAddress
{
    private const int Ipv6PrefixBytes = 8;

    /// <summary>IPv4: the address. IPv6: its /64, which is what one household has.</summary>
    public static string KeyOf(IPAddress? address)
    {
        if (address is null)
            return "";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, Ipv6PrefixBytes))
            : address.ToString();
    }
}
