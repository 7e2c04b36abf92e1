using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Chat.Telemetry;

namespace Chat.Jobs;

/// <summary>Meter <c>Chat.Jobs</c>: what this silo works on, and the queues of the shards whose jobs it reads. Each shard is shown by one silo.</summary>
public sealed class JobMetrics
{
    public const string MeterName = "Chat.Jobs";

    private readonly Histogram<double> _wait;
    private readonly Histogram<double> _duration;
    private readonly UpDownCounter<int> _running;
    private readonly Counter<long> _skipped;
    private readonly Counter<long> _progress;
    private readonly ConcurrentDictionary<string, IReadOnlyList<JobCount>> _counts = new(StringComparer.OrdinalIgnoreCase);

    public JobMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        _wait = meter.CreateHistogram("chat.jobs.wait", "s", "From when a job was due to when its worker took it, by kind.", advice: Durations.Deferred);
        _duration = meter.CreateHistogram("chat.jobs.duration", "s", "One run of a job, by kind and outcome (done, failed, postponed, left).", advice: Durations.Deferred);
        _running = meter.CreateUpDownCounter<int>("chat.jobs.running", "{job}", "Jobs that this silo works on, by kind.");
        _skipped = meter.CreateCounter<long>("chat.jobs.skipped", "{job}", "Jobs that were not made because their team makes too many.");
        _progress = meter.CreateCounter<long>("chat.jobs.progress", "{message}", "Messages that imports and exports have done, by kind.");
        meter.CreateObservableGauge("chat.jobs.queued", () => Each(static count => count.Queued), "{job}", "Jobs that wait, by shard and kind.");
        meter.CreateObservableGauge("chat.jobs.oldest", () => Each(static count => count.OldestSeconds), "s", "How long the oldest of them has been due.");
        meter.CreateObservableGauge("chat.jobs.dead", () => Each(static count => count.Dead), "{job}", "Dead letters that are kept, by shard and kind.");
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

    internal void Progressed(string kind, JobProgress? before, JobProgress now)
    {
        // What counts bytes is an upload on its way; what begins anew after a crash has less done than before.
        var from = before?.Unit == now.Unit ? before.Done : 0;
        if (now.Unit == "messages" && now.Done > from)
            _progress.Add(now.Done - from, Kind(kind));
    }

    /// <summary>The queue of a shard, as it was counted last.</summary>
    internal void Show(string shard, IReadOnlyList<JobCount> counts) => _counts[shard] = counts;

    /// <summary>Another silo reads the shard's jobs now.</summary>
    internal void Forget(string shard) => _counts.TryRemove(shard, out _);

    private IEnumerable<Measurement<long>> Each(Func<JobCount, long> value) =>
        from shard in _counts from count in shard.Value select new Measurement<long>(value(count), new("shard", shard.Key), Kind(count.Kind));

    private static KeyValuePair<string, object?> Kind(string kind) => new("kind", kind);
}

/// <summary>Jobs of one kind on one shard.</summary>
internal readonly record struct JobCount(string Kind, long Queued, long OldestSeconds, long Dead);
