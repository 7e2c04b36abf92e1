using Chat.Admin;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Chat.Telemetry;

/// <summary>
/// What a process tells of itself: metrics at <c>/metrics</c>, and by OTLP, with logs and traces, where the standard variable names a collector.
/// </summary>
public static class TelemetryHosting
{
    /// <summary>OpenTelemetry's own variable, as are the others that begin with <c>OTEL_</c>: the exporter reads them itself.</summary>
    public const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Our meters, and those of what we stand on.</summary>
    private static readonly string[] Meters =
        ["Chat.*", "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    /// <param name="builder">The process's host.</param>
    /// <param name="service">The process's kind, <c>service.name</c> unless <c>OTEL_SERVICE_NAME</c> says otherwise.</param>
    public static void AddChatTelemetry(this IHostApplicationBuilder builder, string service)
    {
        builder.Services.AddOptions<MetricsOptions>().BindConfiguration(MetricsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        // A cluster's silo has no other use for the key.
        builder.Services.AddOptions<OperatorOptions>().BindConfiguration(OperatorOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.TryAddSingleton<OperatorKey>();
        builder.Services.AddSingleton<MetricsAccess>();
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(service).AddEnvironmentVariableDetector())
            .WithMetrics(metrics => metrics.AddMeter(Meters).AddPrometheusExporter());
        builder.Services.AddOptions<TracingOptions>().BindConfiguration(TracingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        if (!IsCollected(builder.Configuration))
            return;
        var ratio = (builder.Configuration.GetSection(TracingOptions.Section).Get<TracingOptions>() ?? new TracingOptions()).SampleRatio;
        telemetry
            .WithTracing(tracing => tracing
                .AddSource(MessageTrace.SourceName, "Microsoft.Orleans.Application")
                .SetSampler(new ParentBasedSampler(new EdgeSampler(Math.Clamp(ratio, 0, 1)))))
            .UseOtlpExporter();
    }

    /// <summary>Whether there is a collector; if so, Orleans' calls are to pass the present span on, which costs each of them a little.</summary>
    public static bool IsCollected(IConfiguration configuration) => !string.IsNullOrEmpty(configuration[OtlpEndpoint]);
}
