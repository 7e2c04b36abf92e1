using System.Diagnostics.Metrics;
using Chat.Telemetry;

namespace Chat.WebApi;

/// <summary>Meter <c>Chat.Limits</c>: what this gateway refused because somebody asked for too much.</summary>
public sealed class LimitMetrics
{
    public const string MeterName = "Chat.Limits";

    private readonly Counter<long> refused;

    public LimitMetrics(IMeterFactory factory) =>
        refused = factory.Create(MeterName).CreateCounter<long>(
            "chat.limits.refused", "{request}", "Requests that were refused, by limit: calls, connects, admission, signin, hashes or previews.").FromZero("limit", "calls", "connects", "admission", "signin", "hashes", "previews");

    public void Refused(string limit) => refused.Add(1, new KeyValuePair<string, object?>("limit", limit));
}
