using System.Diagnostics;
using System.Diagnostics.Metrics;
using Chat.Sessions;
using Chat.Teams;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using Xunit;

namespace Chat.Tests.Telemetry;

/// <summary>Counting is on the way of every batch: it makes no waste, whoever listens.</summary>
public sealed class MetricsCostTests : IDisposable
{
    private const int Batches = 10_000;

    private readonly ServiceProvider services = Services();

    public void Dispose() => services.Dispose();

    private static ServiceProvider Services()
    {
        var services = new ServiceCollection().AddMetrics().AddSingleton<SessionMetrics>().AddSingleton<TeamMetrics>();
        services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter("Chat.*").AddPrometheusExporter());
        return services.BuildServiceProvider();
    }

    [Fact]
    public void What_is_counted_of_a_batch_allocates_nothing()
    {
        Assert.NotNull(services.GetRequiredService<MeterProvider>());
        Assert.NotNull(services.GetRequiredService<IMeterFactory>());
        var (sessions, teams) = (services.GetRequiredService<SessionMetrics>(), services.GetRequiredService<TeamMetrics>());
        Count(sessions, teams);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var began = Stopwatch.GetTimestamp();
        for (var n = 0; n < Batches; n++)
            Count(sessions, teams);
        var took = Stopwatch.GetElapsedTime(began);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        TestContext.Current.SendDiagnosticMessage("{0:0.00} µs a batch", took.TotalMicroseconds / Batches);
    }

    private static void Count(SessionMetrics sessions, TeamMetrics teams)
    {
        teams.Sent(isEphemeral: false);
        teams.Waited(TimeSpan.FromMilliseconds(1));
        teams.Delivered(TimeSpan.FromMilliseconds(2));
        sessions.Delivered(new FanOut(1_000, 1_000, 0));
        sessions.Lagged(TimeSpan.FromMilliseconds(3));
        sessions.Answered("ok", TimeSpan.FromMilliseconds(4));
    }
}
