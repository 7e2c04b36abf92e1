using System.Diagnostics.Metrics;

namespace Chat.Jobs;

/// <summary>Meter <c>Chat.Jobs</c>.</summary>
public sealed class JobMetrics
{
    public const string MeterName = "Chat.Jobs";

    private readonly Histogram<double> _wait;
    private readonly Histogram<double> _duration;
    private readonly UpDownCounter<int> _running;
    private readonly Counter<long> _skipped;

    public JobMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        _wait = meter.CreateHistogram<double>("chat.jobs.wait", "s", "From when a job was due to when its worker took it, by kind.");
        _duration = meter.CreateHistogram<double>("chat.jobs.duration", "s", "One run of a job, by kind and outcome (done, failed, postponed, left).");
        _running = meter.CreateUpDownCounter<int>("chat.jobs.running", "{job}", "Jobs that this silo works on, by kind.");
        _skipped = meter.CreateCounter<long>("chat.jobs.skipped", "{job}", "Jobs that were not made because their team makes too many.");
    }

    internal void Began(string kind, long waitedMilliseconds)
    {
        _wait.Record(Math.Max(0, waitedMilliseconds) / 1e3, Kind(kind));
        _running.Add(1, Kind(kind));
    }

    internal void Ended(string kind, string outcome, TimeSpan took)
    {
        _running.Add(-1, Kind(kind));
        _duration.Record(took.TotalSeconds, Kind(kind), new KeyValuePair<string, object?>("outcome", outcome));
    }

    internal void Skipped(string kind) => _skipped.Add(1, Kind(kind));

    private static KeyValuePair<string, object?> Kind(string kind) => new("kind", kind);
}
