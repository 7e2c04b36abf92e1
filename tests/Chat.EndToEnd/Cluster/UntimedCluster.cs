namespace Chat.EndToEnd.Cluster;

/// <summary>A cluster for tests that measure no times and mostly wait: they run beside others.</summary>
public sealed class UntimedCluster : ClusterServers
{
    /// <summary>What a silo that died had begun is taken up soon.</summary>
    protected override IEnumerable<KeyValuePair<string, string>> More => [new("Chat__Jobs__LeaseTime", "00:00:05")];
}

[CollectionDefinition(nameof(UntimedCluster))]
public sealed class UntimedClusterTests : ICollectionFixture<UntimedCluster>;
