using Orleans.Concurrency;

namespace Chat.Clustering;

/// <summary>Where a gateway's connection to a silo begins. A stateless worker, any key: each call enters by the next silo.</summary>
[Alias("IWelcomeGrain")]
public interface IWelcomeGrain : IGrainWithIntegerKey
{
    /// <summary>Answers at once. That it came is all: the connection that it came by is used from now on, both ways.</summary>
    [Alias("Greet"), AlwaysInterleave, ResponseTimeout("00:00:01")]
    Task Greet();
}
