using System.Globalization;
using System.Text;

namespace Chat.EndToEnd.Faults;

/// <summary>One round: its fault, the longest silence of a client, times from post to ack, and what the checker found.</summary>
internal sealed record Round(string Fault, TimeSpan Silence, IReadOnlyList<TimeSpan> Latencies, Verdict Verdict);

/// <summary>The table at the end of a run.</summary>
internal static class RoundSummary
{
    public static string Table(IEnumerable<Round> rounds)
    {
        var text = new StringBuilder();
        text.AppendLine("| fault | rounds | longest time without an ack | p99 to ack | lost | repeated | out of order | two writers |");
        text.AppendLine("|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var fault in rounds.GroupBy(r => r.Fault))
        {
            var verdict = Verdict.Sum(fault.Select(r => r.Verdict));
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {fault.Key} | {fault.Count()} | {fault.Max(r => r.Silence).TotalSeconds:0.00} s | {Milliseconds(Percentile(fault.SelectMany(r => r.Latencies), 0.99))} | {verdict.Lost} | {verdict.Repeated} | {verdict.OutOfOrder} | {verdict.TwoWriters} |");
        }
        return text.ToString();
    }

    public static TimeSpan Percentile(IEnumerable<TimeSpan> times, double share)
    {
        var sorted = times.Order().ToList();
        return sorted.Count == 0 ? TimeSpan.Zero : sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];
    }

    public static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms");
}
