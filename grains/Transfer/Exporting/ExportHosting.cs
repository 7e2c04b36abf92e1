using Chat.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.Transfer.Exporting;

public static class ExportHosting
{
    /// <summary>On every silo: exports are made, and files removed that have expired.</summary>
    public static IServiceCollection AddExports(this IServiceCollection services)
    {
        services.AddSingleton<ExportStore>();
        services.AddSingleton<IJobHandler, ExportHandler>();
        services.AddHostedService<TransferKeeper>();
        return services;
    }
}
