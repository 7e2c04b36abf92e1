using System.Globalization;
using System.Text.RegularExpressions;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Telemetry;

/// <summary>What a process shows at <c>/metrics</c>, as a Prometheus server reads it.</summary>
public sealed partial class Scrape
{
    public sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);

    private Scrape(string text)
    {
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        var samples = new List<Sample>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var words = line.Split(' ');
                types[words[2]] = words[3];
            }
            else if (line[0] != '#')
            {
                var match = Line().Match(line);
                Assert.True(match.Success, $"Prometheus could not read '{line}'.");
                var labels = Label().Matches(match.Groups["labels"].Value).ToDictionary(label => label.Groups[1].Value, label => label.Groups[2].Value, StringComparer.Ordinal);
                var value = match.Groups["value"].Value;
                samples.Add(new Sample(match.Groups["name"].Value, labels, value == "+Inf" ? double.PositiveInfinity : double.Parse(value, CultureInfo.InvariantCulture)));
            }
        }
        (Types, Samples) = (types, samples);
    }

    /// <summary>By the metric's name, a histogram's without its suffixes: counter, gauge, histogram.</summary>
    public IReadOnlyDictionary<string, string> Types { get; }

    public IReadOnlyList<Sample> Samples { get; }

    public static async Task<Scrape> OfAsync(ServerProcess server, string key = EmbeddedServer.OperatorKey)
    {
        using var answer = await new SlackApi(server.Address).Send(HttpMethod.Get, "metrics", bearer: key);
        Assert.True(answer.IsSuccessStatusCode, $"{server.Name}: /metrics answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return new Scrape(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The sum of a metric's series that have these labels; 0 if there are none.</summary>
    public double Sum(string name, params (string Label, string Value)[] labels) =>
        Samples.Where(sample => sample.Name == name && labels.All(label => sample.Labels.GetValueOrDefault(label.Label) == label.Value)).Sum(sample => sample.Value);

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>.*)\})? (?<value>\S+)( \d+)?$""")]
    private static partial Regex Line();

    [GeneratedRegex(@"([a-zA-Z_][a-zA-Z0-9_]*)=""((?:[^""\\]|\\.)*)""")]
    private static partial Regex Label();
}
