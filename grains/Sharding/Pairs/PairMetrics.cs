using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Chat.Sharding.Pairs;

/// <summary>Of meter <c>Chat.Sharding</c>: the pairs whose controllers are on this silo, as they were last seen. Each pair is shown by one silo.</summary>
public sealed class PairMetrics
{
    private readonly ConcurrentDictionary<string, PairStatus> _pairs = new();
    private readonly ConcurrentDictionary<string, (long Even, long Odd)> _teams = new();

    public PairMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(ShardMetrics.MeterName);
        meter.CreateObservableGauge(
            "chat.sharding.pair.state", () => _pairs.Values.Select(static p => new Measurement<int>(1, Of(p), new("state", p.State))), "",
            "1 for the state that the pair is in.");
        meter.CreateObservableGauge(
            "chat.sharding.pair.alarm", () => _pairs.Values.Select(static p => new Measurement<int>(p.Alarm is null ? 0 : 1, Of(p))), "",
            "1 while somebody should look at the pair.");
        meter.CreateObservableGauge(
            "chat.sharding.pair.answers", () => EachServer<int>(static s => s.Answers ? 1 : 0), "", "1 while the controller reaches the server.");
        meter.CreateObservableGauge(
            "chat.sharding.pair.receives", () => EachServer<int>(static s => s.Receives ? 1 : 0), "", "1 while the server receives and applies what its peer writes.");
        meter.CreateObservableGauge(
            "chat.sharding.pair.lag", () => EachServer<double>(static s => s.SecondsBehind), "s", "How far what the server applied is behind its peer, where it says so.");
        meter.CreateObservableGauge("chat.sharding.pair.teams", Teams, "{team}", "Teams that the server serves.");
    }

    internal void Show(PairStatus status) => _pairs[status.Shard] = status;

    /// <summary>How many teams with even and odd numbers live on the shard.</summary>
    internal void Show(string shard, long even, long odd) => _teams[shard] = (even, odd);

    /// <summary>Another silo has its controller now.</summary>
    internal void Forget(string shard)
    {
        _pairs.TryRemove(shard, out _);
        _teams.TryRemove(shard, out _);
    }

    private IEnumerable<Measurement<T>> EachServer<T>(Func<PairServerStatus, T?> value)
        where T : struct
    {
        foreach (var pair in _pairs.Values)
        {
            if (value(pair.A) is { } a)
                yield return new(a, Of(pair), new("side", "A"));
            if (value(pair.B) is { } b)
                yield return new(b, Of(pair), new("side", "B"));
        }
    }

    private IEnumerable<Measurement<long>> Teams()
    {
        foreach (var pair in _pairs.Values)
        {
            if (!_teams.TryGetValue(pair.Shard, out var teams))
                continue;
            foreach (var side in (string[])["A", "B"])
                yield return new((pair.ServingEven == side ? teams.Even : 0) + (pair.ServingOdd == side ? teams.Odd : 0), Of(pair), new("side", side));
        }
    }

    private static KeyValuePair<string, object?> Of(PairStatus pair) => new("shard", pair.Shard);
}
