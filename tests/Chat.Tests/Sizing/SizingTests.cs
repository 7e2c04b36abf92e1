using System.Globalization;
using System.Text.RegularExpressions;
using Chat.Tests.Architecture;
using Xunit;

namespace Chat.Tests.Sizing;

/// <summary>The sizes in docs/operations.md follow from the costs and assumptions that stand above them, by the formulae that stand there.</summary>
public sealed partial class SizingTests
{
    private const int GatewayCores = 2, SiloCores = 4;

    [Fact]
    public void The_table_of_sizes_is_what_its_formulae_give()
    {
        var given = Given();
        var rows = Rows().Matches(Section());
        Assert.Equal(5, rows.Count);
        Assert.All(rows, row =>
        {
            var told = row.Groups[0].Value.Trim();
            Assert.Equal(Row(double.Parse(row.Groups[1].Value.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture), given), told);
        });
    }

    [Fact]
    public void What_one_process_serves_follows_from_the_same_costs()
    {
        var v = Given();
        var section = Section();
        foreach (var (cores, cost, what) in new[]
        {
            (GatewayCores, v["Gd"], "deliveries a second"), (SiloCores, v["Sp"], "posts and marks a"), (SiloCores, v["Tc"], "teams that somebody"), (SiloCores, v["Ss"], "sessions (`4 s"),
        })
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(cores / v["h"] / cost * 1e6):N0} {what}"), section, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"serves {v["Gmax"]:N0} sessions"), section, StringComparison.Ordinal);
    }

    /// <summary>Costs and assumptions by their symbols.</summary>
    internal static Dictionary<string, double> Given() =>
        Values().Matches(Section()).ToDictionary(match => match.Groups[1].Value, match => double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));

    private static string Section()
    {
        var text = File.ReadAllText(Path.Combine(Projects.Root, "docs/operations.md"));
        text = text[text.IndexOf("## Sizing", StringComparison.Ordinal)..];
        return text[..text.IndexOf("\n## ", StringComparison.Ordinal)];
    }

    /// <summary>One line of the table for so many connected people.</summary>
    private static string Row(double n, Dictionary<string, double> v)
    {
        var posts = n * v["a"] * v["p"] / 3600;
        var marks = n * v["a"] * v["k"] / 3600;
        var deliveries = posts * v["r"] + marks * v["d"];
        var busy = Busy(n, v);
        var gateways = Math.Max(2, Math.Max(Up(n / v["Gmax"]), Up(v["h"] * busy.Gateways / GatewayCores)));
        var silos = Math.Max(3, Up(v["h"] * busy.Silos / SiloCores));
        var shards = Math.Max(1, Up((posts + marks) * v["hw"] / v["W"]));
        var memory = v["Mg"] + n / gateways * v["M"] / 1e6;
        var held = v["S0"] + (n * v["Sm"] + n / v["t"] * v["Tm"]) / silos / 1e6;
        var storage = n * v["p"] * 2 * v["B"] / 1e6;
        return string.Create(CultureInfo.InvariantCulture, $"| {n:N0} | {posts:N1} | {marks:N1} | {deliveries:N0} | {gateways} × {memory:N1} GB | {silos} × {held:N1} GB | {shards} | {storage:N1} GB |");
    }

    /// <summary>Cores that all gateways, and all silos, take together at the busiest time.</summary>
    internal static (double Gateways, double Silos) Busy(double n, Dictionary<string, double> v)
    {
        var posts = n * v["a"] * v["p"] / 3600;
        var marks = n * v["a"] * v["k"] / 3600;
        var deliveries = posts * v["r"] + marks * v["d"];
        return ((n * v["Gs"] + posts * v["Gp"] + marks * v["Gm"] + deliveries * v["Gd"]) / 1e6, (n * v["Ss"] + n / v["t"] * v["Tc"] + (posts + marks) * v["Sp"]) / 1e6);
    }

    private static int Up(double value) => (int)Math.Ceiling(value);

    [GeneratedRegex(@"^\| `(\w+)` \| ([\d.]+)", RegexOptions.Multiline)]
    private static partial Regex Values();

    [GeneratedRegex(@"^\| ([\d,]+) \| [\d.,]+ \| .*$", RegexOptions.Multiline)]
    private static partial Regex Rows();
}
