using System.Collections.Frozen;
using Orleans.Runtime;
using Orleans.Streams;

namespace Chat.Jobs;

/// <summary>The queues: one a shard, evenly on the ring of the silos. All silos are configured with the same shards.</summary>
internal sealed class JobQueues : IConsistentRingStreamQueueMapper
{
    private readonly QueueId[] _queues;
    private readonly FrozenDictionary<QueueId, string> _shards;

    public JobQueues(IEnumerable<string> shards)
    {
        string[] names = [.. shards.Order(StringComparer.Ordinal)];
        _queues = [.. names.Select((_, i) => QueueId.GetQueueId("jobs", (uint)i, (uint)(uint.MaxValue / (ulong)names.Length * (ulong)i)))];
        _shards = _queues.Zip(names).ToFrozenDictionary(static pair => pair.First, static pair => pair.Second);
    }

    public string ShardOf(QueueId queue) => _shards[queue];

    public IEnumerable<QueueId> GetAllQueues() => _queues;

    /// <summary>Which queue a stream's messages come by is up to where its team lives; it is asked for only by those who write to streams.</summary>
    public QueueId GetQueueForStream(StreamId streamId) => _queues[(uint)streamId.GetHashCode() % _queues.Length];

    public IEnumerable<QueueId> GetQueuesForRange(IRingRange range) => _queues.Where(queue => range.InRange(queue.GetUniformHashCode()));
}
