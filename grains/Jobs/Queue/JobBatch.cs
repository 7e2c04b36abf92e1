using Orleans.Providers.Streams.Common;
using Orleans.Runtime;
using Orleans.Streams;

namespace Chat.Jobs;

/// <summary>A message of the queue: one event.</summary>
[GenerateSerializer, Immutable, Alias("JobBatch")]
internal sealed class JobBatch(StreamId stream, EventSequenceTokenV2 token, DueJobs jobs) : IBatchContainer
{
    [Id(0)] private readonly StreamId _stream = stream;
    [Id(1)] private readonly EventSequenceTokenV2 _token = token;
    [Id(2)] private readonly DueJobs _jobs = jobs;

    public StreamId StreamId => _stream;

    public StreamSequenceToken SequenceToken => _token;

    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>() => [Tuple.Create((T)(object)_jobs, (StreamSequenceToken)_token)];

    public bool ImportRequestContext() => false;
}
