using System.Diagnostics.Metrics;
using Chat.Telemetry;

namespace Chat.Unfurling;

/// <summary>Meter <c>Chat.Unfurling</c>: what this silo looks at. No address is in it.</summary>
internal sealed class UnfurlingMetrics
{
    public const string MeterName = "Chat.Unfurling";

    private readonly Counter<long> looks;
    private readonly Histogram<double> duration;
    private readonly Counter<long> hits;
    private readonly Counter<long> oEmbedFailures;
    private readonly Counter<long> storageFailures;

    public UnfurlingMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        looks = meter.CreateCounter<long>("chat.unfurling.fetches", "{page}", "Pages that were asked for, by outcome.");
        duration = meter.CreateHistogram("chat.unfurling.fetch.duration", "s", "From the wait for a turn to the preview, by outcome.", advice: Durations.Awaited);
        hits = meter.CreateCounter<long>("chat.unfurling.cache.hits", "{preview}", "Previews that were answered without a look, by where they were kept.");
        oEmbedFailures = meter.CreateCounter<long>("chat.unfurling.oembed.failures", "{request}", "oEmbed descriptions that a page names and that cannot be had.");
        storageFailures = meter.CreateCounter<long>("chat.unfurling.storage.failures", "{call}", "Previews that could not be read from grain storage or written to it.");
    }

    public void Looked(string outcome, TimeSpan took)
    {
        var tag = new KeyValuePair<string, object?>("outcome", outcome);
        looks.Add(1, tag);
        duration.Record(took.TotalSeconds, tag);
    }

    public void Hit(string place) => hits.Add(1, new KeyValuePair<string, object?>("place", place));

    public void OEmbedFailed() => oEmbedFailures.Add(1);

    public void StorageFailed() => storageFailures.Add(1);
}
