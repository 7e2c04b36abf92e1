using System.Diagnostics.Metrics;
using Chat.Telemetry;

namespace Chat.Limits;

/// <summary>Meter <c>Chat.Limits</c>: what this gateway refused because somebody asked for too much.</summary>
public sealed class LimitMetrics
{
    public const string MeterName = "Chat.Limits";

    /// <summary>As docs/metrics.md explains them.</summary>
    private static readonly string[] All =
        ["calls", "team", "address", "tier", "posts", "connects", "admission", "drain", "frames", "signin", "hashes", "previews"];

    private readonly Counter<long> refused;

    public LimitMetrics(IMeterFactory factory) =>
        refused = factory.Create(MeterName).CreateCounter<long>(
            "chat.limits.refused", "{request}", "Requests and frames that were refused, by limit.").FromZero("limit", All);

    public void Refused(string limit) => refused.Add(1, new KeyValuePair<string, object?>("limit", limit));
}
