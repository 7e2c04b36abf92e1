using System.Diagnostics.Metrics;

namespace Chat.Telemetry;

/// <summary>Bounds of histograms of seconds. OpenTelemetry's own suit milliseconds.</summary>
public static class Durations
{
    /// <summary>Of what people wait for: a millisecond to ten seconds.</summary>
    public static InstrumentAdvice<double> Awaited { get; } =
        new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };

    /// <summary>Of deferred work: a tenth of a second to two hours.</summary>
    public static InstrumentAdvice<double> Deferred { get; } = new() { HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 15, 60, 300, 1_800, 7_200] };
}
