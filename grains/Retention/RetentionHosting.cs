using Microsoft.Extensions.DependencyInjection;

namespace Chat.Retention;

public static class RetentionHosting
{
    /// <summary>On every silo: what teams keep no longer is deleted. With <see cref="RetentionOptions"/> bound.</summary>
    public static IServiceCollection AddRetention(this IServiceCollection services)
    {
        services.AddSingleton<RetentionMetrics>();
        services.AddSingleton<RetentionSweep>();
        services.AddHostedService<RetentionKeeper>();
        return services;
    }
}
