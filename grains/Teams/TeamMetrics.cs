using System.Diagnostics.Metrics;
using Chat.Sharding;
using Chat.Telemetry;

namespace Chat.Teams;

/// <summary>Meter <c>Chat.Teams</c>: the teams of this silo, how their events leave for the gateways, and how sessions begin.</summary>
public sealed class TeamMetrics
{
    public const string MeterName = "Chat.Teams";

    private static readonly KeyValuePair<string, object?> Lasting = new("kind", "lasting");
    private static readonly KeyValuePair<string, object?> Ephemeral = new("kind", "ephemeral");

    private readonly UpDownCounter<int> _active;
    private readonly Counter<long> _lost;
    private readonly Counter<long> _events;
    private readonly Histogram<double> _wait;
    private readonly Histogram<double> _delivery;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _attaches;
    private readonly Counter<long> _pages;

    public TeamMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        _active = meter.CreateUpDownCounter<int>("chat.teams.active", "{team}", "Teams that this silo serves.");
        _lost = meter.CreateCounter<long>("chat.teams.lost", "{team}", "Teams that were loaded anew because a write was refused or its outcome is unknown, by outcome.").FromZero("outcome", "fenced", "unknown");
        _events = meter.CreateCounter<long>("chat.teams.events", "{event}", "Events that were sent on to gateways, by kind: lasting or ephemeral.");
        _wait = meter.CreateHistogram("chat.teams.fanout.wait", "s", "From the commit of a batch's oldest event to the batch's leaving for a gateway.", advice: Durations.Awaited);
        _delivery = meter.CreateHistogram(
            "chat.teams.fanout.delivery", "s", "From a batch's leaving to the gateway's answer, with the rest that a large fan-out takes.", advice: Durations.Awaited);
        _dropped = meter.CreateCounter<long>("chat.teams.gateways.dropped", "{subscription}", "Gateways that a team gave up, by reason: failed, behind or silent.").FromZero("reason", "failed", "behind", "silent");
        _attaches = meter.CreateCounter<long>(
            "chat.teams.attaches", "{session}", "Sessions that began, by outcome: new, resumed from the buffer or from the log, afresh, or refused.");
        _pages = meter.CreateCounter<long>("chat.teams.pages", "{page}", "Pages of teams' logs that gateways asked for, by source: buffer, log or unknown.");
    }

    internal void Began() => _active.Add(1);

    internal void Ended() => _active.Add(-1);

    internal void Lost(CommitOutcome outcome) => _lost.Add(1, new KeyValuePair<string, object?>("outcome", outcome == CommitOutcome.Fenced ? "fenced" : "unknown"));

    internal void Sent(bool isEphemeral) => _events.Add(1, isEphemeral ? Ephemeral : Lasting);

    internal void Waited(TimeSpan time) => _wait.Record(time.TotalSeconds);

    internal void Delivered(TimeSpan took) => _delivery.Record(took.TotalSeconds);

    internal void GatewayDropped(string reason) => _dropped.Add(1, new KeyValuePair<string, object?>("reason", reason));

    internal void Attached(string outcome) => _attaches.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    internal void PageRead(string source) => _pages.Add(1, new KeyValuePair<string, object?>("source", source));
}
