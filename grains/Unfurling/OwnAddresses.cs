using System.Net;
using System.Net.NetworkInformation;

namespace Chat.Unfurling;

/// <summary>The addresses of this machine's interfaces, asked for again every half minute.</summary>
internal sealed class OwnAddresses(TimeProvider time)
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private IReadOnlySet<IPAddress>? known;
    private long askedAt;

    public IReadOnlySet<IPAddress> Get()
    {
        lock (gate)
        {
            if (known is not null && time.GetElapsedTime(askedAt) < Age)
                return known;
            askedAt = time.GetTimestamp();
            return known = NetworkInterface.GetAllNetworkInterfaces()
                .SelectMany(card => card.GetIPProperties().UnicastAddresses)
                .Select(entry => entry.Address)
                .ToHashSet();
        }
    }
}
