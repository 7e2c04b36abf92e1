using Chat.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.Transfer;

public static class TransferHosting
{
    /// <summary>Imports on this silo; their files and rows are the storage's, their options the host's.</summary>
    public static IServiceCollection AddTransfer(this IServiceCollection services)
    {
        services.AddSingleton<ImportSlots>();
        services.AddTransient<Importer>();
        services.AddSingleton<IJobHandler, ImportJobHandler>();
        return services;
    }
}
