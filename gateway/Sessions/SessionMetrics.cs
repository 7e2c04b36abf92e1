using System.Diagnostics.Metrics;
using Chat.Telemetry;

namespace Chat.Sessions;

/// <summary>Meter <c>Chat.Sessions</c>: the sessions of this gateway, and what they are given. Counted for a batch, never for a socket.</summary>
internal sealed class SessionMetrics
{
    public const string MeterName = "Chat.Sessions";

    private static readonly KeyValuePair<string, object?> Lasting = new("kind", "lasting");
    private static readonly KeyValuePair<string, object?> Ephemeral = new("kind", "ephemeral");

    private readonly UpDownCounter<int> open;
    private readonly UpDownCounter<int> teams;
    private readonly Counter<long> deliveries;
    private readonly Counter<long> replayed;
    private readonly Histogram<double> lag;
    private readonly Histogram<double> acks;
    private readonly Counter<long> gaps;

    public SessionMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        open = meter.CreateUpDownCounter<int>("chat.sessions.open", "{session}", "Sessions that follow their team.");
        teams = meter.CreateUpDownCounter<int>("chat.sessions.teams", "{team}", "Teams that this gateway follows.");
        deliveries = meter.CreateCounter<long>("chat.sessions.deliveries", "{event}", "Events times sessions that were given them, by kind: lasting or ephemeral.");
        replayed = meter.CreateCounter<long>("chat.sessions.replayed", "{event}", "Events that sessions walked through while they caught up.");
        lag = meter.CreateHistogram("chat.sessions.lag", "s", "From the ts of a batch's oldest event to when its last socket had it: commit and fan-out.", advice: Durations.Awaited);
        acks = meter.CreateHistogram(
            "chat.sessions.ack", "s", "From a message's frame to its answer, by outcome: ok, duplicate, refused or failed.", advice: Durations.Awaited);
        gaps = meter.CreateCounter<long>("chat.sessions.gaps", "{gap}", "Times that this gateway lost its place in a team's events, by outcome: mended or afresh.").FromZero("outcome", "mended", "afresh");
    }

    public void Began() => open.Add(1);

    public void Ended() => open.Add(-1);

    public void TeamBegan() => teams.Add(1);

    public void TeamEnded() => teams.Add(-1);

    public void Delivered(FanOut handed)
    {
        if (handed.Lasting > 0)
            deliveries.Add(handed.Lasting, Lasting);
        if (handed.Ephemeral > 0)
            deliveries.Add(handed.Ephemeral, Ephemeral);
    }

    public void Replayed(int events) => replayed.Add(events);

    /// <summary>Across machines as true as their clocks.</summary>
    public void Lagged(TimeSpan time) => lag.Record(Math.Max(0, time.TotalSeconds));

    public void Answered(string outcome, TimeSpan took) => acks.Record(took.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));

    public void LostPlace(string outcome) => gaps.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}

/// <summary>What a batch came to.</summary>
/// <param name="Sends">How many times something was handed to a session.</param>
/// <param name="Lasting">Events times sessions, of those that have a place in the team's order.</param>
/// <param name="Ephemeral">The same of typing and presence.</param>
internal readonly record struct FanOut(int Sends, long Lasting, long Ephemeral)
{
    public static FanOut Of(Delivery delivery, int sends)
    {
        var events = (long)sends * delivery.Events.Length;
        return delivery.First.IsEphemeral ? new FanOut(sends, 0, events) : new FanOut(sends, events, 0);
    }

    public static FanOut operator +(FanOut one, FanOut other) =>
        new(one.Sends + other.Sends, one.Lasting + other.Lasting, one.Ephemeral + other.Ephemeral);
}
