using Microsoft.Extensions.DependencyInjection;

namespace Chat.Tests.Telemetry;

/// <summary>Meters for what is tested beside them.</summary>
internal static class Figures
{
    public static T Of<T>()
        where T : class => new ServiceCollection().AddMetrics().AddSingleton<T>().BuildServiceProvider().GetRequiredService<T>();
}
