using Chat.Tests.Cluster;
using Xunit;

namespace Chat.Tests.Retention;

/// <summary>A silo that looks for old messages all the time, and whose clock a test may move on by months.</summary>
public sealed class RetentionCluster : IAsyncLifetime
{
    internal ChatCluster Chat { get; } = new()
    {
        More = new Dictionary<string, string?>
        {
            ["Chat:Retention:LookEvery"] = "00:00:00.1",
            ["Chat:Retention:Period"] = "00:00:01",
            ["Chat:Retention:Grace"] = "00:00:00",
            ["Chat:Retention:BatchMessages"] = "7",
            ["Chat:Retention:MessagesPerSecond"] = "100000",
        },
    };

    public ValueTask InitializeAsync() => Chat.InitializeAsync();

    public ValueTask DisposeAsync() => Chat.DisposeAsync();
}
