using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Chat.LoadTest.Scenarios;

namespace Chat.LoadTest.Measure;

/// <summary>What a run came to, as text for people and as JSON for programs; both from the same values.</summary>
internal sealed class Report
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly JsonObject _json = [];
    private readonly StringBuilder _text = new();
    private int _sessions;

    public Report(string scenario, ParseResult options, Common common)
    {
        _json["scenario"] = scenario;
        _json["options"] = Common.Describe(options);
        _json["processors"] = Environment.ProcessorCount;
        _json["urls"] = new JsonArray([.. common.Server.Apis.Select(a => (JsonNode)a.Address.ToString())]);
        Line($"{scenario} on {Environment.ProcessorCount} processors");
    }

    /// <summary>Nothing was lost, repeated, out of order or inconsistent.</summary>
    public bool Held { get; private set; } = true;

    public void Line(string text) => _text.AppendLine(text);

    /// <summary>One figure of its own.</summary>
    public void Add(string name, double value, string unit)
    {
        _json[name] = value;
        Line(string.Create(CultureInfo.InvariantCulture, $"{name.Replace('_', ' ')}: {value:#,0.###} {unit}"));
    }

    public void Add(string name, Percentiles value)
    {
        _json[name] = JsonSerializer.SerializeToNode(value, Json);
        Line($"{name.Replace('_', ' ')}: {value}");
    }

    public void Add(string name, TalkResult result)
    {
        _json[name] = JsonSerializer.SerializeToNode(result, Json);
        Line(string.Create(CultureInfo.InvariantCulture, $"{name}, {result.Seconds:0.0} s:"));
        Line(string.Create(CultureInfo.InvariantCulture, $"  sent      {result.Sent,12:#,0}   {result.Sent / result.Seconds,12:#,0} /s"));
        Line(string.Create(CultureInfo.InvariantCulture, $"  acked     {result.Acked,12:#,0}   {result.AckedPerSecond,12:#,0} /s   {result.Ack}"));
        Line(string.Create(CultureInfo.InvariantCulture, $"  delivered {result.Delivered,12:#,0}   {result.DeliveredPerSecond,12:#,0} /s   {result.Delivery}"));
        Line($"  first to last delivery of a message      {result.Spread}");
        if (result.Ephemeral > 0)
            Line(string.Create(CultureInfo.InvariantCulture, $"  typing and presence {result.Ephemeral:#,0}"));
        Add(result.Usage, result.Delivered, result.Acked);
    }

    public void Add(Usage usage, long delivered, long acked)
    {
        foreach (var server in usage.Servers)
        {
            Line(string.Create(CultureInfo.InvariantCulture,
                $"  {server.Name} ({server.Id}): {server.CpuSeconds:0.00} CPU seconds ({100 * server.CpuSeconds / usage.Seconds:0} % of a core), RSS {server.RssBytes / 1048576.0:0} MB ({server.RssGrowthBytes / 1048576.0:+0;-0;0})"));
        }
        if (usage.Servers.Count > 0 && delivered > 0)
        {
            Line(string.Create(CultureInfo.InvariantCulture,
                $"  servers: {1e6 * usage.ServerCpuSeconds / delivered:0.0} µs CPU a delivery, {1e6 * usage.ServerCpuSeconds / Math.Max(1, acked):0} µs a post, {delivered / usage.ServerCpuSeconds:#,0} deliveries a CPU second"));
        }
        Line(string.Create(CultureInfo.InvariantCulture,
            $"  this client: {usage.ClientCpuSeconds:0.00} CPU seconds; everything else on the machine: {usage.OthersCpuSeconds:0.00} of {usage.Seconds * Environment.ProcessorCount:0.0}"));
    }

    /// <summary>The run's counts, and whether all held that always must.</summary>
    public async Task AddChecks(Gathering gathering)
    {
        var (lost, unanswered) = await gathering.Loop.Ask(() => (gathering.Ledger.Lost(), gathering.Ledger.Unanswered()));
        _sessions = gathering.Members.Count;
        var counts = gathering.Ledger.Counts;
        _json["sessions"] = _sessions;
        _json["lost"] = lost;
        _json["unanswered"] = unanswered;
        _json["counts"] = JsonSerializer.SerializeToNode(counts, Json);
        var faults = lost + counts.Repeated + counts.OutOfOrder + counts.Inconsistent + counts.NotResumed;
        Line(string.Create(CultureInfo.InvariantCulture,
            $"whole run, {_sessions:#,0} sessions: sent {counts.Sent:#,0}, acked {counts.Acked:#,0}, delivered {counts.Delivered:#,0}; LOST {lost}, REPEATED {counts.Repeated}, OUT OF ORDER {counts.OutOfOrder}, inconsistent {counts.Inconsistent}, unanswered {unanswered}"));
        if (counts.Refused.Count > 0)
            Line("refused: " + string.Join(", ", counts.Refused.Select(r => $"{r.Key} {r.Value}")));
        if (counts.Closed.Count > 0)
            Line($"closed sockets: {string.Join(", ", counts.Closed.Select(c => $"{c.Key}: {c.Value}"))}; sent again {counts.Resent}, not resumed {counts.NotResumed}");
        if (faults > 0 || unanswered > 0)
            Fail("what must always hold did not");
    }

    public void Fail(string why)
    {
        Held = false;
        _json["failed"] = why;
        Line("FAILED: " + why);
    }

    public string ToText() => _text.ToString();

    public string ToJson() => _json.ToJsonString(Json);
}
