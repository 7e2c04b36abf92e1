using Chat.Unfurling;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.Jobs;

public static class JobHosting
{
    /// <summary>The queue's parts; with <see cref="JobStreams.AddJobStreams"/> on the silo, and <see cref="JobOptions"/> bound.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.AddSingleton<JobStore>();
        services.AddSingleton<JobLeaseStore>();
        services.AddSingleton<JobLimits>();
        services.AddSingleton<JobBells>();
        services.AddSingleton<JobSweep>();
        services.AddSingleton<JobCensus>();
        services.AddSingleton<JobMetrics>();
        services.AddSingleton<UnfurlIntake>();
        services.AddSingleton<IJobHandler, UnfurlHandler>();
        return services;
    }
}
