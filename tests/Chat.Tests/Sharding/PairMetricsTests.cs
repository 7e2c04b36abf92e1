using System.Diagnostics.Metrics;
using Chat.Sharding;
using Chat.Sharding.Pairs;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Chat.Tests.Sharding;

public sealed class PairMetricsTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<PairMetrics>().BuildServiceProvider();

    public void Dispose() => _services.Dispose();

    [Fact]
    public void Each_pair_is_shown_as_it_was_last_seen_until_another_silo_has_it()
    {
        var metrics = _services.GetRequiredService<PairMetrics>();
        metrics.Show(new PairStatus("s1", ShardSync.Solo, "B", "B", 7, Server(false, null), Server(true, 3), "look at A", null));
        metrics.Show(new PairStatus("s2", ShardSync.Synced, "A", "B", 1, Server(true, 0), Server(true, 0), null, null));
        metrics.Show("s1", even: 4, odd: 5);
        metrics.Show("s2", even: 10, odd: 20);
        Assert.Equal(
            [
                "alarm s1 = 1", "alarm s2 = 0",
                "answers s1/A = 0", "answers s1/B = 1", "answers s2/A = 1", "answers s2/B = 1",
                "lag s1/B = 3", "lag s2/A = 0", "lag s2/B = 0",
                "receives s1/A = 0", "receives s1/B = 1", "receives s2/A = 1", "receives s2/B = 1",
                "state s1/solo = 1", "state s2/synced = 1",
                "teams s1/A = 0", "teams s1/B = 9", "teams s2/A = 10", "teams s2/B = 20",
            ],
            Measured());
        metrics.Forget("s1");
        Assert.DoesNotContain(Measured(), line => line.Contains("s1", StringComparison.Ordinal));
    }

    private List<string> Measured()
    {
        var lines = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, all) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, _services.GetRequiredService<IMeterFactory>()))
                all.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
        listener.RecordObservableInstruments();
        lines.Sort(StringComparer.Ordinal);
        return lines;

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            lines.Add($"{instrument.Name["chat.sharding.pair.".Length..]} {string.Join('/', tags.ToArray().Select(t => t.Value))} = {value}");
    }

    private static PairServerStatus Server(bool isWell, double? behind) => new(isWell, isWell, isWell, false, behind, null);
}
