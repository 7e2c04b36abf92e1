using System.Diagnostics;
using HdrHistogram;

namespace Chat.LoadTest.Measure;

/// <summary>Percentiles in milliseconds.</summary>
internal sealed record Percentiles(long Count, double P50, double P95, double P99, double P999, double Max)
{
    public override string ToString() => Count == 0
        ? "none"
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"p50 {P50:0.00}  p95 {P95:0.00}  p99 {P99:0.00}  p99.9 {P999:0.00}  max {Max:0.00} ms");
}

/// <summary>A histogram of times, exact to 0.1 %.</summary>
internal sealed class Latency
{
    private const long HighestMicros = 3_600_000_000;

    private readonly LongHistogram _histogram = new(HighestMicros, 3);

    /// <param name="ticks">Stopwatch ticks.</param>
    public void Record(long ticks) => _histogram.RecordValue(Math.Clamp(ticks / (Stopwatch.Frequency / 1_000_000), 0, HighestMicros));

    public Percentiles Percentiles() => new(_histogram.TotalCount, At(50), At(95), At(99), At(99.9), At(100));

    private double At(double percentile) => _histogram.TotalCount == 0 ? 0 : _histogram.GetValueAtPercentile(percentile) / 1000.0;
}
