using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Cluster;

/// <summary>Three silos and two gateways, as small a cluster as one that is upgraded while it serves.</summary>
public sealed class UpgradeCluster : ClusterServers
{
    protected override int SiloCount => 3;

    /// <summary>Nothing here waits for the list of silos to stand still for longer than a restart takes.</summary>
    protected override IEnumerable<KeyValuePair<string, string>> More =>
    [
        new("Chat__Teams__MoveAfter", "00:00:02"),
        new("Chat__Teams__MoveOver", "00:00:02"),
        new("Chat__Metrics__Key", EmbeddedServer.OperatorKey),
    ];
}

/// <summary>Measures latencies, and so has the machine for itself.</summary>
[CollectionDefinition(nameof(UpgradeCluster), DisableParallelization = true)]
public sealed class UpgradeTests : ICollectionFixture<UpgradeCluster>;
