using Microsoft.Extensions.DependencyInjection;

namespace Chat.Auditing;

public static class AuditHosting
{
    /// <summary>The audit log's sweep on this silo; its store is the storage's, its options the host's.</summary>
    public static IServiceCollection AddAuditing(this IServiceCollection services) => services.AddHostedService<AuditKeeper>();
}
