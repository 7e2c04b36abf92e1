using Chat.Sharding;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Providers.Streams.Common;
using Orleans.Runtime;
using Orleans.Streams;

namespace Chat.Jobs;

/// <summary>The parts of the stream provider: readers of the shards' jobs. Nobody writes to the stream: jobs are rows before they are messages.</summary>
internal sealed class JobQueueFactory(string name, ShardMap map, IServiceProvider services) : IQueueAdapterFactory, IQueueAdapter
{
    /// <summary>Messages that wait in memory for their worker to take them; leases bound how many there can be of a team.</summary>
    private const int CachedMessages = 4_096;

    private readonly JobQueues _queues = new(map.Shards.Keys);
    private readonly SimpleQueueAdapterCache _cache = new(
        new SimpleQueueCacheOptions { CacheSize = CachedMessages }, name, services.GetRequiredService<ILoggerFactory>());

    public string Name => name;

    public bool IsRewindable => false;

    public StreamProviderDirection Direction => StreamProviderDirection.ReadOnly;

    public static JobQueueFactory Create(IServiceProvider services, string name) => new(name, services.GetRequiredService<ShardMap>(), services);

    public Task<IQueueAdapter> CreateAdapter() => Task.FromResult<IQueueAdapter>(this);

    public IQueueAdapterCache GetQueueAdapterCache() => _cache;

    public IStreamQueueMapper GetStreamQueueMapper() => _queues;

    /// <summary>What was not delivered is given out again when its lease is over.</summary>
    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) => Task.FromResult<IStreamFailureHandler>(new NoOpStreamDeliveryFailureHandler());

    public IQueueAdapterReceiver CreateReceiver(QueueId queueId) => ActivatorUtilities.CreateInstance<JobReceiver>(services, _queues.ShardOf(queueId));

    public Task QueueMessageBatchAsync<T>(StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext) =>
        throw new NotSupportedException("A job is enqueued by the row that its cause writes; see IJobsGrain.Enqueue.");
}
