using Chat.Operations;

namespace Chat.Telemetry;

/// <summary><c>GET /metrics</c>: this process's figures in Prometheus' text format, on the operators' port if there is one. docs/metrics.md names them all.</summary>
public static class MetricsApi
{
    public const string Path = "/metrics";

    public static IEndpointConventionBuilder MapMetrics(this WebApplication app)
    {
        var access = app.Services.GetRequiredService<MetricsAccess>();
        return app.MapPrometheusScrapingEndpoint(
            Path, meterProvider: null, branch => branch.Use(next => http => access.Guard(http, next)), optionsName: null)
            .OnOperationsPort();
    }
}
