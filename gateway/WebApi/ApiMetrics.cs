using System.Diagnostics.Metrics;
using Chat.Telemetry;

namespace Chat.WebApi;

/// <summary>Meter <c>Chat.Api</c>: calls of the Web API.</summary>
internal sealed class ApiMetrics
{
    public const string MeterName = "Chat.Api";

    private readonly Histogram<double> duration;

    public ApiMetrics(IMeterFactory factory) =>
        duration = factory.Create(MeterName).CreateHistogram(
            "chat.api.duration", "s", "One call, by method and outcome: ok, refused, limited, unavailable or failed.", advice: Durations.Awaited);

    /// <param name="method">One that exists, or <c>unknown</c>: what clients make up is no label.</param>
    public void Answered(string method, string outcome, TimeSpan took) =>
        duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("method", method), new KeyValuePair<string, object?>("outcome", outcome));
}
