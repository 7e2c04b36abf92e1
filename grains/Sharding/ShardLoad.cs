using System.Collections.Concurrent;
using Chat.Sharding.Balancing;
using Microsoft.Extensions.Options;

namespace Chat.Sharding;

/// <summary>
/// What this process commits, per team and shard: exponentially decayed rates with a time constant of a minute (unless the settings say otherwise),
/// so that a load that begins now shows 63 % of itself after a minute and 95 % after three. Thread-safe; a commit costs one look-up for each item, and allocates only at a team's
/// first.
/// </summary>
public sealed class ShardLoad(TimeProvider time, IOptions<BalancingOptions> options)
{
    /// <summary>Seconds in which a load that has ended decays to 37 %.</summary>
    private readonly double _decay = options.Value.RateWindow.TotalSeconds;

    /// <summary>A team that has written nothing for so many time constants is forgotten: e^-15 of its rate is nothing.</summary>
    private const double Forgotten = 15;

    private readonly ConcurrentDictionary<(string Shard, TeamId Team), Rate> _rates = new();

    /// <summary>Counts items that are durable.</summary>
    internal void Committed(string shard, IReadOnlyList<PendingAppend> items)
    {
        var now = Seconds(time.GetTimestamp());
        for (var i = 0; i < items.Count; i++)
            _rates.GetOrAdd((shard, items[i].Item.Team), static (_, rate) => new Rate(rate.Now, rate.Decay), (Now: now, Decay: _decay)).Add(now, items[i].Bytes);
    }

    /// <summary>The rates of every team that wrote lately, by this process alone; in no order.</summary>
    public IReadOnlyList<TeamLoad> Read()
    {
        var now = Seconds(time.GetTimestamp());
        var loads = new List<TeamLoad>(_rates.Count);
        foreach (var (key, rate) in _rates)
        {
            if (rate.At(now) is var (items, bytes, idle) && idle < Forgotten * _decay)
                loads.Add(new TeamLoad(key.Team, key.Shard, items, bytes));
            else
                // What is added to it at this very moment is lost, which is one commit in a quarter of an hour.
                _rates.TryRemove(new(key, rate));
        }
        return loads;
    }

    /// <summary>Teams for which this process committed something after a timestamp.</summary>
    internal IEnumerable<TeamId> WrittenSince(long timestamp)
    {
        var since = Seconds(timestamp);
        return _rates.Where(rate => rate.Value.Last >= since).Select(static rate => rate.Key.Team).Distinct();
    }

    private double Seconds(long timestamp) => (double)timestamp / time.TimestampFrequency;

    /// <summary>Sums whose older parts have decayed; divided by the time constant, they are rates.</summary>
    private sealed class Rate(double began, double decay)
    {
        private readonly Lock _lock = new();
        private double _last = began;
        private double _items;
        private double _bytes;

        public double Last
        {
            get
            {
                lock (_lock)
                    return _last;
            }
        }

        public void Add(double now, int bytes)
        {
            lock (_lock)
            {
                // Most items of a batch come at the same time as the one before.
                if (now > _last)
                {
                    var left = Math.Exp((_last - now) / decay);
                    (_items, _bytes, _last) = (_items * left, _bytes * left, now);
                }
                _items++;
                _bytes += bytes;
            }
        }

        public (double Items, double Bytes, double Idle) At(double now)
        {
            lock (_lock)
            {
                var idle = Math.Max(0, now - _last);
                var rate = Math.Exp(-idle / decay) / decay;
                return (_items * rate, _bytes * rate, idle);
            }
        }
    }
}
