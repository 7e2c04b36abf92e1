using System.Diagnostics.Metrics;
using Chat.Telemetry;

namespace Chat.Search;

/// <summary>Meter <c>Chat.Search</c>. No word that was searched for is in it.</summary>
internal sealed class SearchMetrics
{
    public const string MeterName = "Chat.Search";

    private readonly Histogram<double> _duration;
    private readonly Counter<long> _indexed;

    public SearchMetrics(IMeterFactory factory, SearchBacklog backlog)
    {
        var meter = factory.Create(MeterName);
        _duration = meter.CreateHistogram("chat.search.duration", "s", "One search, with its wait for the index, by outcome: ok, or the code of the failure.", advice: Durations.Awaited);
        _indexed = meter.CreateCounter<long>("chat.search.indexed", "{message}", "Messages that were looked at for the index.");
        meter.CreateObservableGauge("chat.search.behind", () => backlog.Count, "{team}", "Teams of this silo whose index is known to lack something.");
    }

    public void Searched(string outcome, TimeSpan took) => _duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));

    public void Indexed(int messages) => _indexed.Add(messages);
}
