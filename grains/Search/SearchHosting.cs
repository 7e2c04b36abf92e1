using Microsoft.Extensions.DependencyInjection;

namespace Chat.Search;

public static class SearchHosting
{
    /// <summary>Searches on this silo; the stores are the storage's, the options the host's.</summary>
    public static IServiceCollection AddSearch(this IServiceCollection services) =>
        services.AddSingleton<SearchGate>().AddSingleton<SearchBacklog>().AddSingleton<SearchMetrics>().AddHostedService<SearchKeeper>();
}
