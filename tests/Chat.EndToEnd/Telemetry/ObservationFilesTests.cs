using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Telemetry;

/// <summary>Rules and dashboards speak of what processes export: a name that is wrong is an alarm that never comes.</summary>
[Collection(nameof(ObservedCluster))]
public sealed partial class ObservationFilesTests(ObservedCluster cluster)
{
    /// <summary>Where an operator keeps docs/operations.md.</summary>
    private const string Runbooks = "https://docs.example.org/chat/operations.md#";

    /// <summary>What Prometheus adds to each series itself, and what histograms have.</summary>
    private static readonly string[] Given = ["job", "instance", "le"];

    private static string Folder => Path.Combine(Repository.Root, "deploy", "observability");

    [Fact]
    public async Task Every_process_exports_what_the_document_names_and_nothing_else()
    {
        await cluster.TalkAsync();
        foreach (var server in cluster.Silos.Concat(cluster.Gateways))
            MetricsDocument.MustTellOf(await Scrape.OfAsync(server, ObservedCluster.Key), server.Name);
        // A silo, too, shows its figures to nobody without a key.
        using var refused = await new SlackApi(cluster.Silos[0].Address).Send(HttpMethod.Get, "metrics");
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task Rules_and_dashboards_use_names_and_labels_that_exist()
    {
        await cluster.TalkAsync();
        var told = MetricsDocument.Read();
        var exported = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var server in cluster.Silos.Concat(cluster.Gateways))
        {
            foreach (var sample in (await Scrape.OfAsync(server, ObservedCluster.Key)).Samples)
            {
                if (!exported.TryGetValue(sample.Name, out var labels))
                    exported.Add(sample.Name, labels = new HashSet<string>(StringComparer.Ordinal));
                labels.UnionWith(sample.Labels.Keys);
            }
        }
        var expressions = Rules().Select(rule => (Where: rule.Name, rule.Expression)).Concat(Panels().Select(panel => (panel.Where, panel.Expression))).ToList();
        Assert.True(expressions.Count > 60, "Rules and dashboards were not read.");
        foreach (var (where, expression) in expressions)
        {
            var known = Given.ToHashSet(StringComparer.Ordinal);
            foreach (var name in Metric().Matches(expression).Select(match => match.Value))
            {
                var metric = told.GetValueOrDefault(name) ?? told.GetValueOrDefault(Suffix().Replace(name, ""));
                if (metric is not null)
                    known.UnionWith(metric.Labels);
                else if (exported.TryGetValue(name, out var labels))
                    known.UnionWith(labels);
                else
                    Assert.Fail($"{where} asks for {name}, which no process exports.");
                if (metric is { Kind: "histogram" } && !Suffix().IsMatch(name) || metric is { Kind: not "histogram" } && !told.ContainsKey(name))
                    Assert.Fail($"{where} asks for {name}, which is a {metric.Kind}.");
            }
            var used = By().Matches(expression).SelectMany(match => match.Groups[1].Value.Split(',')).Concat(Selector().Matches(expression).Select(match => match.Groups[1].Value))
                .Select(label => label.Trim()).Where(label => label.Length > 0);
            foreach (var label in used)
                Assert.True(known.Contains(label), $"{where} uses the label {label}, which none of its metrics has: {expression}");
        }
    }

    /// <summary>What nobody has counted is shown as 0 only by whoever begins to listen before it is made.</summary>
    [Fact]
    public async Task Counters_that_alarms_watch_begin_with_0()
    {
        var shown = new List<Scrape.Sample>();
        foreach (var server in cluster.Silos.Concat(cluster.Gateways))
            shown.AddRange((await Scrape.OfAsync(server, ObservedCluster.Key)).Samples);
        var watched = Rules().SelectMany(rule => Rise().Matches(rule.Expression)).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.True(watched.Count > 10, "The rules were not read.");
        Assert.All(watched, name => Assert.Contains(shown, sample => sample.Name == name));
        Assert.Contains(shown, sample => sample is { Name: "chat_sockets_refused_total", Value: 0 } && sample.Labels["status"] == "503");
    }

    [Fact]
    public void Every_alarm_has_a_runbook()
    {
        var anchors = File.ReadLines(Path.Combine(Repository.Root, "docs", "operations.md")).Where(line => line.StartsWith('#'))
            .Select(line => Anchor().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-')).ToHashSet(StringComparer.Ordinal);
        var rules = Rules();
        Assert.Equal(File.ReadLines(Path.Combine(Folder, "alerts.yml")).Count(line => line.Contains("- alert:", StringComparison.Ordinal)), rules.Count);
        Assert.Equal(rules.Select(rule => rule.Name).Distinct(), rules.Select(rule => rule.Name));
        foreach (var rule in rules)
        {
            Assert.StartsWith(Runbooks, rule.Runbook, StringComparison.Ordinal);
            Assert.True(anchors.Contains(rule.Runbook[Runbooks.Length..]), $"{rule.Name}: there is no {rule.Runbook}.");
        }
    }

    [Fact]
    public void Every_dashboard_can_be_read_and_its_panels_are_told_apart()
    {
        var dashboards = Directory.GetFiles(Path.Combine(Folder, "grafana"), "*.json").Select(file => JsonNode.Parse(File.ReadAllText(file))!.AsObject()).ToList();
        Assert.True(dashboards.Count >= 4);
        Assert.Equal(dashboards.Count, dashboards.Select(dashboard => SlackApi.Text(dashboard, "uid")).Distinct().Count());
        foreach (var dashboard in dashboards)
        {
            var panels = dashboard["panels"]!.AsArray();
            Assert.True(panels.Count > 5);
            Assert.Equal(panels.Count, panels.Select(panel => panel!["id"]!.GetValue<int>()).Distinct().Count());
            Assert.All(panels, panel => Assert.NotEmpty(SlackApi.Text(panel, "title")));
            Assert.All(panels, panel => Assert.NotEmpty(panel!["targets"]!.AsArray()));
        }
    }

    private static List<(string Name, string Expression, string Runbook)> Rules() =>
        [.. Rule().Matches(File.ReadAllText(Path.Combine(Folder, "alerts.yml"))).Select(rule =>
            (rule.Groups["name"].Value, rule.Groups["expression"].Value, rule.Groups["runbook"].Value))];

    private static IEnumerable<(string Where, string Expression)> Panels() =>
        from file in Directory.GetFiles(Path.Combine(Folder, "grafana"), "*.json")
        from panel in JsonNode.Parse(File.ReadAllText(file))!["panels"]!.AsArray()
        from target in panel!["targets"]!.AsArray()
        select ($"{Path.GetFileName(file)}: {SlackApi.Text(panel, "title")}", SlackApi.Text(target, "expr"));

    [GeneratedRegex(@"- alert: (?<name>\S+)\s+expr: (?<expression>[^\n]+)(?:\n(?! *- alert)[^\n]*)*?\n\s+runbook_url: (?<runbook>\S+)")]
    private static partial Regex Rule();

    [GeneratedRegex(@"\b(?:chat|orleans|dotnet|http_server|kestrel)_[a-z0-9_]+\b(?=[{\[) ,]|$)")]
    private static partial Regex Metric();

    [GeneratedRegex(@"(?:increase|rate)\((chat_[a-z_]+_total)\b")]
    private static partial Regex Rise();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Suffix();

    [GeneratedRegex(@"\bby \(([^)]*)\)")]
    private static partial Regex By();

    [GeneratedRegex("""[{,]\s*([a-z_]+)(?:=~|!~|!=|=)"(?=[^}]*})""")]
    private static partial Regex Selector();

    [GeneratedRegex("[^a-z0-9 _-]")]
    private static partial Regex Anchor();
}
