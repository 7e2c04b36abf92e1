using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Chat.Telemetry;

namespace Chat.Sharding;

/// <summary>Meter <c>Chat.Sharding</c>: what this silo writes, and what it knows of the databases.</summary>
public sealed class ShardMetrics
{
    public const string MeterName = "Chat.Sharding";

    private readonly Counter<long> _items;
    private readonly Counter<long> _batches;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _wait;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _returned;
    private readonly Counter<long> _refused;
    private readonly UpDownCounter<int> _queued;
    private readonly ConcurrentBag<ForServer> _servers = [];
    private readonly Counter<long> _servingChanges;
    private readonly Counter<long> _compared;
    private readonly Counter<long> _differing;
    private readonly Counter<long> _repaired;

    public ShardMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        _items = meter.CreateCounter<long>("chat.sharding.items", "{item}", "Changes that are durable, by shard and side.");
        _batches = meter.CreateCounter<long>("chat.sharding.batches", "{transaction}", "Transactions that carried them.");
        _duration = meter.CreateHistogram("chat.sharding.commit.duration", "s", "From a transaction's begin to its commit.", advice: Durations.Awaited);
        _wait = meter.CreateHistogram("chat.sharding.wait", "s", "From when a transaction's oldest change came to the commit.", advice: Durations.Awaited);
        _retries = meter.CreateCounter<long>("chat.sharding.retries", "{attempt}", "Transactions that failed and were tried again.");
        _returned = meter.CreateCounter<long>("chat.sharding.returned", "{item}", "Changes that the server does not serve (any more).");
        _refused = meter.CreateCounter<long>(
            "chat.sharding.refused", "{item}", "Changes that were not written, by outcome: duplicate, fenced, unknown, refused or overloaded.").FromZero("outcome", "duplicate", "fenced", "unknown", "refused", "overloaded");
        meter.CreateObservableGauge("chat.sharding.oldest", Oldest, "s", "How long the oldest change has waited that is not written yet.");
        _queued = meter.CreateUpDownCounter<int>("chat.sharding.queued", "{item}", "Changes that wait for a server or are being written.");
        _servingChanges = meter.CreateCounter<long>("chat.sharding.serving.changes", "{change}", "Changes of which server serves whom, by shard.");
        _compared = meter.CreateCounter<long>("chat.sharding.compare.rows", "{row}", "Rows that were compared on both servers, by shard.");
        _differing = meter.CreateCounter<long>("chat.sharding.compare.differences", "{row}", "Rows that were not the same on both servers.");
        _repaired = meter.CreateCounter<long>("chat.sharding.compare.repaired", "{row}", "Rows of these that were made the same.");
        meter.CreateObservableGauge("chat.sharding.directory.away", () => IsDirectoryAway ? 1 : 0, "", "1 while the directory does not answer.");
    }

    internal bool IsDirectoryAway { get; set; }

    /// <summary>
    /// Shows the counters that alarms watch as 0, for a shard that this silo knows: it may have nothing to write there for days, and then be the one that
    /// finds what is wrong.
    /// </summary>
    internal void Knows(Shard shard)
    {
        _servingChanges.FromZero("shard", shard.Name);
        _differing.FromZero("shard", shard.Name);
        foreach (var side in (ReadOnlySpan<ShardSide>)[ShardSide.A, ShardSide.B])
        {
            if (shard.On(side) is null)
                continue;
            var server = new ForServer(this, shard.Name, side, static () => TimeSpan.Zero);
            server.Retried(0);
            server.Returned(0);
        }
    }

    /// <param name="shard">Its name.</param>
    /// <param name="side">Which of its servers.</param>
    /// <param name="oldest">How long the oldest change waits for it.</param>
    internal ForServer For(string shard, ShardSide side, Func<TimeSpan> oldest)
    {
        var server = new ForServer(this, shard, side, oldest);
        _servers.Add(server);
        return server;
    }

    internal void Refused(CommitOutcome outcome) => _refused.Add(1, new KeyValuePair<string, object?>("outcome", outcome switch
    {
        CommitOutcome.Duplicate => "duplicate",
        CommitOutcome.Fenced => "fenced",
        CommitOutcome.Unknown => "unknown",
        CommitOutcome.Overloaded => "overloaded",
        _ => "refused",
    }));

    internal void ServingChanged(string shard) => _servingChanges.Add(1, new KeyValuePair<string, object?>("shard", shard));

    internal void Compared(string shard, long rows, long differing, long repaired)
    {
        var tag = new KeyValuePair<string, object?>("shard", shard);
        _compared.Add(rows, tag);
        _differing.Add(differing, tag);
        _repaired.Add(repaired, tag);
    }

    private IEnumerable<Measurement<double>> Oldest() => _servers.Select(static server => server.Oldest());

    /// <summary>The figures of one server of a shard.</summary>
    internal sealed class ForServer(ShardMetrics metrics, string shard, ShardSide side, Func<TimeSpan> oldest)
    {
        // Made once: a commit allocates no tags.
        private readonly KeyValuePair<string, object?> _shard = new("shard", shard);
        private readonly KeyValuePair<string, object?> _side = new("side", side.ToString());

        public Measurement<double> Oldest() => new(oldest().TotalSeconds, _shard, _side);

        public void Committed(int items, TimeSpan took, TimeSpan waited)
        {
            metrics._items.Add(items, _shard, _side);
            metrics._batches.Add(1, _shard, _side);
            metrics._duration.Record(took.TotalSeconds, _shard, _side);
            metrics._wait.Record(waited.TotalSeconds, _shard, _side);
        }

        public void Retried(int times = 1) => metrics._retries.Add(times, _shard, _side);

        public void Returned(int items = 1) => metrics._returned.Add(items, _shard, _side);

        public void Queued(int items) => metrics._queued.Add(items, _shard, _side);
    }
}
