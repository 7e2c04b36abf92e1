using System.Net;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Faults;

/// <summary>
/// A network namespace a silo, joined by a bridge on which this process has the address .1: links between silos can be cut while the database
/// and the gateways stay in reach, and a silo can be taken off the network altogether. What is sent over a cut link is lost without a word.
/// Needs root and iproute2.
/// </summary>
internal sealed class SiloNetwork : IAsyncDisposable
{
    private readonly string prefix = $"cf{Environment.ProcessId}";
    private readonly string subnet = $"10.213.{Environment.ProcessId % 250 + 1}";
    private readonly int size;

    private SiloNetwork(int size) => this.size = size;

    /// <summary>This process's address on the bridge.</summary>
    public IPAddress Here => IPAddress.Parse($"{subnet}.1");

    private string Bridge => prefix + "b";

    /// <summary>Null with the reason when this machine does not let us.</summary>
    public static async Task<(SiloNetwork? Network, string Reason)> TryMakeAsync(int size)
    {
        if (Environment.UserName != "root" || Shell.Find("ip") is null)
            return (null, "network namespaces need root and iproute2");
        var network = new SiloNetwork(size);
        try
        {
            await network.MakeAsync();
            return (network, "");
        }
        catch (InvalidOperationException e)
        {
            await network.DisposeAsync();
            return (null, e.Message);
        }
    }

    public ServerPlace PlaceOf(int silo) => new(Host(silo), [Shell.Find("ip")!, "netns", "exec", Name(silo)]);

    /// <summary>Nothing passes between this silo and any other one.</summary>
    public Task CutFromOthersAsync(int silo) => Links(silo, "add");

    public Task JoinOthersAsync(int silo) => Links(silo, "del");

    /// <summary>Nothing passes to or from this silo.</summary>
    public Task IsolateAsync(int silo) => Shell.Run("ip", "link", "set", Port(silo), "down");

    public Task ReconnectAsync(int silo) => Shell.Run("ip", "link", "set", Port(silo), "up");

    public async ValueTask DisposeAsync()
    {
        // A namespace takes its link with it; what was never made is not there to be removed.
        for (var silo = 0; silo < size; silo++)
            await Shell.Try("ip", "netns", "del", Name(silo));
        await Shell.Try("ip", "link", "del", Bridge);
    }

    private string Name(int silo) => $"{prefix}-{silo}";

    private string Port(int silo) => $"{prefix}p{silo}";

    private string Host(int silo) => $"{subnet}.{silo + 11}";

    private async Task MakeAsync()
    {
        await Shell.Run("ip", "link", "add", Bridge, "type", "bridge");
        await Shell.Run("ip", "addr", "add", $"{Here}/24", "dev", Bridge);
        await Shell.Run("ip", "link", "set", Bridge, "up");
        for (var silo = 0; silo < size; silo++)
        {
            await Shell.Run("ip", "netns", "add", Name(silo));
            await Shell.Run("ip", "link", "add", Port(silo), "type", "veth", "peer", "name", "eth0", "netns", Name(silo));
            await Shell.Run("ip", "link", "set", Port(silo), "master", Bridge, "up");
            await Shell.Run("ip", "-n", Name(silo), "link", "set", "lo", "up");
            await Shell.Run("ip", "-n", Name(silo), "addr", "add", $"{Host(silo)}/24", "dev", "eth0");
            await Shell.Run("ip", "-n", Name(silo), "link", "set", "eth0", "up");
        }
    }

    private async Task Links(int silo, string change)
    {
        for (var other = 0; other < size; other++)
        {
            if (other == silo)
                continue;
            await Shell.Run("ip", "-n", Name(silo), "route", change, "blackhole", Host(other) + "/32");
            await Shell.Run("ip", "-n", Name(other), "route", change, "blackhole", Host(silo) + "/32");
        }
    }
}
