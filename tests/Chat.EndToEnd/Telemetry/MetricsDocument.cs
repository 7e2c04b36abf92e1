using System.Text.RegularExpressions;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Telemetry;

/// <summary>The tables of docs/metrics.md.</summary>
public static partial class MetricsDocument
{
    public sealed record Metric(string Kind, IReadOnlySet<string> Labels);

    /// <summary>What the exporter adds to every series.</summary>
    private static readonly string[] Scope = ["otel_scope_name", "otel_scope_version", "otel_scope_schema_url"];

    public static IReadOnlyDictionary<string, Metric> Read() => File.ReadLines(Path.Combine(Repository.Root, "docs/metrics.md"))
        .Select(line => Row().Match(line)).Where(match => match.Success)
        .ToDictionary(
            match => match.Groups["name"].Value,
            match => new Metric(match.Groups["kind"].Value, Quoted().Matches(match.Groups["labels"].Value).Select(label => label.Groups[1].Value).ToHashSet(StringComparer.Ordinal)),
            StringComparer.Ordinal);

    /// <summary>Everything of ours that a process exports stands in the document, with its kind and its labels.</summary>
    public static void MustTellOf(Scrape scrape, string process)
    {
        var told = Read();
        var ours = scrape.Types.Where(type => type.Key.StartsWith("chat_", StringComparison.Ordinal)).ToList();
        Assert.True(ours.Count > 10, $"{process} exports only {ours.Count} metrics of ours.");
        foreach (var (name, kind) in ours)
        {
            Assert.True(told.TryGetValue(name, out var metric), $"{process} exports {name}, which docs/metrics.md does not name.");
            Assert.True(kind == metric.Kind, $"{process} exports {name} as a {kind}; docs/metrics.md says {metric.Kind}.");
            var labels = scrape.Samples.Where(sample => sample.Name == name || sample.Name.StartsWith(name + "_", StringComparison.Ordinal) && kind == "histogram")
                .SelectMany(sample => sample.Labels.Keys).Except(Scope).Except(["le"]).ToHashSet(StringComparer.Ordinal);
            Assert.True(labels.SetEquals(metric.Labels), $"{process} exports {name} with the labels {string.Join(", ", labels)}; docs/metrics.md says {string.Join(", ", metric.Labels)}.");
        }
    }

    [GeneratedRegex(@"^\| `(?<name>chat_[a-z_]+)` \| (?<kind>[a-z]+) \| (?<labels>[^|]*) ?\|")]
    private static partial Regex Row();

    [GeneratedRegex("`([a-z]+)`")]
    private static partial Regex Quoted();
}
