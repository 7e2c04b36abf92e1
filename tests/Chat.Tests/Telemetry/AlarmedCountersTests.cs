using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Chat.Sharding;
using Chat.Tests.Architecture;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace Chat.Tests.Telemetry;

/// <summary>
/// A counter whose rise is an alarm is shown as 0 by a process that has counted nothing yet: to <c>increase</c>, one that appears with its first count has not
/// risen.
/// </summary>
public sealed partial class AlarmedCountersTests
{
    /// <param name="Name">The counter's.</param>
    /// <param name="Series">A label with a value, or without one if the alarm wants all.</param>
    private sealed record Watched(string Name, string Series);

    private sealed record Shown(string Name, string Labels);

    [Fact]
    public void Every_counter_that_an_alarm_watches_begins_with_0()
    {
        var watched = Rises().Matches(File.ReadAllText(Path.Combine(Projects.Root, "deploy/observability/alerts.yml"))).SelectMany(Series).Distinct().ToList();
        Assert.True(watched.Count > 12, "The rules were not read.");
        var shown = ShownAtFirst();
        foreach (var (name, series) in watched)
            Assert.True(shown.Any(one => one.Name == name && one.Labels.Contains(series, StringComparison.Ordinal)), $"{name} is not shown as 0 with {series}.");
    }

    [Theory]
    [InlineData("chat_sharding_retries_total")]
    [InlineData("chat_sharding_returned_total")]
    [InlineData("chat_sharding_serving_changes_total")]
    [InlineData("chat_sharding_compare_differences_total")]
    public void A_silo_shows_them_of_every_shard_that_it_knows(string name)
    {
        var shown = ShownAtFirst().Where(series => series.Name == name).Select(series => series.Labels).ToList();
        Assert.Equal(shown.Distinct(), shown);
        Assert.Contains(shown, labels => labels.Contains(",shard=s1,", StringComparison.Ordinal));
        Assert.Contains(shown, labels => labels.Contains(",shard=s2,", StringComparison.Ordinal));
        // s1 is a pair, and s2 is not.
        if (shown.Any(labels => labels.Contains(",side=", StringComparison.Ordinal)))
            Assert.Equal([",shard=s1,side=A,", ",shard=s1,side=B,", ",shard=s2,side=A,"], shown.Order(StringComparer.Ordinal));
    }

    /// <summary>Those that are selected (<c>limit="admission"</c>, <c>outcome=~"unknown|refused"</c>), or any that can be told apart as the sum tells them apart.</summary>
    private static IEnumerable<Watched> Series(Match rise)
    {
        var name = rise.Groups["name"].Value;
        return rise.Groups["label"].Success
            ? rise.Groups["value"].Value.Split('|').Select(value => new Watched(name, $",{rise.Groups["label"].Value}={value},"))
            : [new Watched(name, $",{rise.Groups["by"].Value}=")];
    }

    /// <summary>What a process counts while it starts, which must be nothing.</summary>
    private static List<Shown> ShownAtFirst()
    {
        var services = new ServiceCollection().AddMetrics();
        var types = Projects.All.SelectMany(assembly => assembly.GetTypes()).Where(MetricsTableTests.MakesInstruments).ToList();
        services.AddSingleton<Chat.Search.SearchBacklog>();
        foreach (var type in types)
            services.AddSingleton(type);
        using var provider = services.BuildServiceProvider();
        var shown = new ConcurrentQueue<Shown>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, all) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, provider.GetRequiredService<IMeterFactory>()) && instrument is Counter<long>)
                all.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, count, tags, _) =>
        {
            Assert.Equal(0, count);
            shown.Enqueue(new Shown($"{instrument.Name.Replace('.', '_')}_total", $",{string.Concat(tags.ToArray().Select(tag => $"{tag.Key}={tag.Value},"))}"));
        });
        listener.Start();
        foreach (var type in types)
            provider.GetRequiredService(type);
        var storage = new StorageOptions { Provider = "mysql", Directory = "Server=directory" };
        storage.Shards["s1"] = new ShardServerOptions { A = "Server=a", B = "Server=b" };
        storage.Shards["s2"] = new ShardServerOptions { A = "Server=c" };
        _ = new ShardMap(Options.Create(storage), provider.GetRequiredService<ShardMetrics>(), NullLogger<Database>.Instance);
        return [.. shown];
    }

    [GeneratedRegex("""(?:by \((?<by>[a-z]+)[a-z, ]*\) \()?(?:increase|rate)\((?<name>chat_[a-z_]+_total)(?:\{(?<label>[a-z]+)=~?"(?<value>[^"]+)"\})?\[""")]
    private static partial Regex Rises();
}
