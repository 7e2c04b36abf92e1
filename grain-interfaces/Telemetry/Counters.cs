using System.Diagnostics.Metrics;

namespace Chat.Telemetry;

public static class Counters
{
    /// <summary>
    /// Shows a counter as 0 before anything is counted. One that appeared with its first count would, to whoever asks for its increase, have had none.
    /// </summary>
    public static Counter<long> FromZero(this Counter<long> counter, string label, params ReadOnlySpan<string> values)
    {
        foreach (var value in values)
            counter.Add(0, new KeyValuePair<string, object?>(label, value));
        return counter;
    }

    /// <summary>The same of a label whose values are numbers: <c>4001</c> and <c>"4001"</c> would be two series of one name.</summary>
    public static Counter<long> FromZero(this Counter<long> counter, string label, params ReadOnlySpan<int> values)
    {
        foreach (var value in values)
            counter.Add(0, new KeyValuePair<string, object?>(label, value));
        return counter;
    }
}
