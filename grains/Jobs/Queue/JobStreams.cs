using Chat.Sharding;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Streams;

namespace Chat.Jobs;

/// <summary>
/// The stream provider that carries jobs from the shards to their workers: one queue a shard, whose messages are the rows of <c>jobs</c>; one stream a team and
/// kind (<see cref="GrainKeys.ForJobs"/>), to which the worker grain of the same key is subscribed by its class.
/// </summary>
public static class JobStreams
{
    public const string Provider = "jobs";
    public const string Namespace = "jobs";

    /// <summary>On every silo. The queues are spread over the silos that are there.</summary>
    public static ISiloBuilder AddJobStreams(this ISiloBuilder silo) => silo.AddPersistentStreams(Provider, JobQueueFactory.Create, streams =>
    {
        streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
        streams.ConfigurePullingAgent(agent => agent.Configure(options =>
        {
            // The receiver itself waits until there is something: this is only the pause between two waits.
            options.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(10);
            options.InitQueueTimeout = TimeSpan.FromSeconds(5);
        }));
    });

    internal static StreamId StreamOf(TeamId team, string kind) => StreamId.Create(Namespace, GrainKeys.ForJobs(team, kind));
}
