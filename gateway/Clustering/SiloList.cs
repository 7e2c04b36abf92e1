using Orleans.Messaging;

namespace Chat.Clustering;

/// <summary>The list of silos on its way to Orleans, which asks for it every second.</summary>
internal sealed class SiloList(IGatewayListProvider list) : IGatewayListProvider
{
    private volatile int _count;

    /// <summary>Silos that take connections of gateways, as listed last.</summary>
    public int Count => _count;

    public TimeSpan MaxStaleness => list.MaxStaleness;

    /// <summary>No longer asked.</summary>
    public bool IsUpdatable => true;

    public Task InitializeGatewayListProvider() => list.InitializeGatewayListProvider();

    public async Task<IList<Uri>> GetGateways()
    {
        var silos = await list.GetGateways();
        _count = silos.Count;
        return silos;
    }

    /// <summary>Puts it before the one that is registered.</summary>
    public static void AddTo(IServiceCollection services)
    {
        var registered = services.Last(static service => service.ServiceType == typeof(IGatewayListProvider));
        services.Remove(registered);
        services.AddSingleton(provider => new SiloList((IGatewayListProvider)ActivatorUtilities.CreateInstance(provider, registered.ImplementationType!)));
        services.AddSingleton<IGatewayListProvider>(static provider => provider.GetRequiredService<SiloList>());
    }
}
