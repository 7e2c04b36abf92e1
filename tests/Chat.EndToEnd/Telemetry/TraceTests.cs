using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Telemetry;

[Collection(nameof(ObservedCluster))]
public sealed class TraceTests(ObservedCluster cluster)
{
    private static readonly string[] Way = ["chat.frame", "chat.commit", "chat.fanout", "chat.deliver"];

    [Fact]
    public async Task One_trace_follows_a_message_from_its_frame_to_the_last_socket()
    {
        var team = await TestTeam.CreateAsync(cluster.Apis[0], "alice", "bob");
        await using var alice = await RtmClient.ConnectAsync(team, "alice");
        await using var bob = await RtmClient.ConnectAsync(team, "bob");
        const string Text = "a text that is nobody's business";
        await alice.Post(team.General, Text);
        OtlpReceiver.Span[] trace = [];
        await Eventually.True(
            () =>
            {
                trace = cluster.Collector.Spans.GroupBy(span => span.Trace).Select(spans => spans.ToArray())
                    .FirstOrDefault(spans => Way.All(name => spans.Any(span => span.Name == name))) ?? [];
                return trace.Length > 0;
            },
            Eventually.Usual,
            () => $"a whole trace; there are:\n{string.Join('\n', cluster.Collector.Spans.OrderBy(span => span.Trace).ThenBy(span => span.Began))}\n{cluster.Logs()}");
        var (frame, commit, fanout, deliver) = (One("chat.frame"), One("chat.commit"), One("chat.fanout"), One("chat.deliver"));
        Assert.Equal(("chat-gateway", "chat-silo", "chat-silo", "chat-gateway"), (frame.Service, commit.Service, fanout.Service, deliver.Service));
        Assert.Equal("", frame.Parent);
        Assert.Contains(trace, span => span.Service == "chat-silo" && span.Name.EndsWith("/Post", StringComparison.Ordinal));
        foreach (var span in trace.Where(span => span != frame))
            Assert.Contains(trace, parent => parent.Id == span.Parent);
        Assert.Equal(fanout.Id, deliver.Parent);
        Assert.True(frame.Began <= commit.Began && commit.Ended <= fanout.Began + Slack && fanout.Began <= deliver.Began + Slack, string.Join('\n', trace.AsEnumerable()));
        // What was said is in nothing that left the processes.
        Assert.DoesNotContain(new[] { "/v1/traces", "/v1/logs", "/v1/metrics" }, path => cluster.Collector.Has(path, Text) || cluster.Collector.Has(path, team["alice"].Token));
        Assert.True(cluster.Collector.Has("/v1/metrics", "chat.messages.posts"));

        OtlpReceiver.Span One(string name) => trace.Single(span => span.Name == name);
    }

    /// <summary>Nanoseconds: two processes' clocks are one here, but are not read at once.</summary>
    private const ulong Slack = 5_000_000;
}
