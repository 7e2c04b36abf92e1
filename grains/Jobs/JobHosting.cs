using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.Jobs;

public static class JobHosting
{
    /// <summary>The queue's parts, configured by <see cref="JobOptions.Section"/>; with <see cref="JobStreams.AddJobStreams"/> on the silo.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<JobOptions>().Bind(configuration.GetSection(JobOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<JobStore>();
        services.AddSingleton<JobLeaseStore>();
        services.AddSingleton<JobLimits>();
        services.AddSingleton<JobBells>();
        services.AddSingleton<JobSweep>();
        services.AddSingleton<JobMetrics>();
        return services;
    }
}
