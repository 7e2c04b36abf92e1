using System.Diagnostics.Metrics;
using Chat.Telemetry;

namespace Chat.Retention;

/// <summary>Meter <c>Chat.Retention</c>: what this silo deletes by age.</summary>
internal sealed class RetentionMetrics
{
    public const string MeterName = "Chat.Retention";

    private readonly Counter<long> _deleted;
    private readonly Counter<long> _runs;

    public RetentionMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        _deleted = meter.CreateCounter<long>("chat.retention.deleted", "{item}", "What went by age, by kind: messages or events.").FromZero("kind", "messages", "events");
        _runs = meter.CreateCounter<long>("chat.retention.runs", "{run}", "Runs for one team, by outcome: done, postponed (an import is under way) or failed.")
            .FromZero("outcome", "done", "postponed", "failed");
    }

    internal void DeletedMessages(long count) => _deleted.Add(count, new KeyValuePair<string, object?>("kind", "messages"));

    internal void DeletedEvents(long count) => _deleted.Add(count, new KeyValuePair<string, object?>("kind", "events"));

    internal void Ended(string outcome) => _runs.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
