using System.Globalization;
using Chat.EndToEnd.Cluster;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Telemetry;

/// <summary>One silo and one gateway, of which a collector hears everything.</summary>
public sealed class ObservedCluster : ClusterServers
{
    public const string Key = "a-key-for-the-scraper";

    public OtlpReceiver Collector { get; } = new();

    protected override int SiloCount => 1;

    protected override int GatewayCount => 1;

    protected override IEnumerable<KeyValuePair<string, string>> More =>
    [
        new("Chat__Metrics__Key", Key),
        new("Chat__Tracing__SampleRatio", "1"),
        new("Chat__Logging__Json", "true"),
        new("OTEL_EXPORTER_OTLP_ENDPOINT", Collector.Address.ToString().TrimEnd('/')),
        new("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        new("OTEL_BSP_SCHEDULE_DELAY", "100"),
        new("OTEL_BLRP_SCHEDULE_DELAY", "100"),
        new("OTEL_METRIC_EXPORT_INTERVAL", "1000"),
    ];

    protected override IEnumerable<KeyValuePair<string, string>> MoreOfGateways => More;

    /// <summary>Two people talk, one searches; so that there is something to count.</summary>
    public async Task<TestTeam> TalkAsync()
    {
        var team = await TestTeam.CreateAsync(Apis[0], "alice", "bob");
        await using var alice = await RtmClient.ConnectAsync(team, "alice");
        await using var bob = await RtmClient.ConnectAsync(team, "bob");
        for (var n = 0; n < 3; n++)
            await alice.Post(team.General, string.Create(CultureInfo.InvariantCulture, $"message {n}"));
        await bob.WaitUntil(await team.PostAsync("alice", team.General, "the last"));
        await team.Api.Ok("search.messages", team["bob"].Token, ("query", "message"));
        return team;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Collector.Dispose();
    }
}

[CollectionDefinition(nameof(ObservedCluster))]
public sealed class ObservedTests : ICollectionFixture<ObservedCluster>;
