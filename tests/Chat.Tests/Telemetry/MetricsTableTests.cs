using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Chat.Tests.Architecture;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Chat.Tests.Telemetry;

/// <summary>docs/metrics.md names every metric of ours, under the name that Prometheus sees, and none that there is not.</summary>
public sealed partial class MetricsTableTests
{
    [Fact]
    public void Every_instrument_stands_in_the_table_and_the_table_names_no_other()
    {
        var told = File.ReadLines(Path.Combine(Projects.Root, "docs/metrics.md"))
            .Select(line => Row().Match(line)).Where(match => match.Success)
            .Select(match => $"{match.Groups["name"].Value} {match.Groups["kind"].Value}").Order(StringComparer.Ordinal).ToList();
        Assert.Equal(told.Distinct(), told);
        Assert.Equal(Instruments().Select(Shown).Distinct().Order(StringComparer.Ordinal), told);
    }

    /// <summary>Whatever takes a meter factory.</summary>
    internal static bool MakesInstruments(Type type) =>
        type.GetConstructors().Any(constructor => constructor.GetParameters().Any(parameter => parameter.ParameterType == typeof(IMeterFactory)));

    /// <summary>Of each class that makes instruments.</summary>
    private static List<Instrument> Instruments()
    {
        var types = Projects.All.SelectMany(assembly => assembly.GetTypes()).Where(MakesInstruments).ToList();
        Assert.True(types.Count > 8, "The classes that make instruments were not found.");
        var services = new ServiceCollection().AddMetrics().AddSingleton<Chat.Search.SearchBacklog>();
        foreach (var type in types)
            services.AddSingleton(type);
        using var provider = services.BuildServiceProvider();
        var found = new List<Instrument>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, provider.GetRequiredService<IMeterFactory>()))
                found.Add(instrument);
        };
        listener.Start();
        foreach (var type in types)
            provider.GetRequiredService(type);
        return found;
    }

    private static string Shown(Instrument instrument)
    {
        var name = instrument.Name.Replace('.', '_');
        var unit = instrument.Unit switch { "s" => "seconds", "By" => "bytes", _ => "" };
        if (unit.Length > 0 && !name.EndsWith(unit, StringComparison.Ordinal))
            name += $"_{unit}";
        var generic = instrument.GetType().Name;
        if (generic.StartsWith("Counter", StringComparison.Ordinal) || generic.StartsWith("ObservableCounter", StringComparison.Ordinal))
            return $"{name}_total counter";
        return generic.StartsWith("Histogram", StringComparison.Ordinal) ? $"{name} histogram" : $"{name} gauge";
    }

    [GeneratedRegex(@"^\| `(?<name>chat_[a-z_]+)` \| (?<kind>[a-z]+) \|")]
    private static partial Regex Row();
}
