using Chat.Sessions;
using Chat.Tests.Cluster;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Chat.Tests.Telemetry;
using Xunit;

namespace Chat.Tests.Sessions;

[Collection(ClusterCollection.Name)]
public sealed class TeamFeedsTests(ChatCluster cluster) : IDisposable
{
    private readonly ReplayPages pages = new(cluster.Grains, cluster.Calls, Options.Create(new SessionOptions()));

    public void Dispose() => pages.Dispose();

    private TeamFeeds NewFeeds() =>
        new(
            cluster.Cluster.Client, new GatewayIdentity(), cluster.Grains, cluster.Calls, pages, Options.Create(new SessionOptions()), Figures.Of<SessionMetrics>(),
            TimeProvider.System, NullLoggerFactory.Instance);

    [Fact]
    public async Task A_feed_that_a_socket_is_about_to_use_is_not_retired_under_it()
    {
        var team = await cluster.NewTeam();
        using var feeds = NewFeeds();
        var pin = feeds.Pin(team.Id);
        await pin.Feed.EnsureLive(TestContext.Current.CancellationToken);
        Assert.False(feeds.TryRetire(pin.Feed));
        pin.Dispose();
        Assert.True(feeds.TryRetire(pin.Feed));
    }

    [Fact]
    public async Task A_retired_feed_that_leaves_does_not_take_its_successors_subscription_with_it()
    {
        var team = await cluster.NewTeam();
        var channel = await team.NewChannel("lobby");
        using var feeds = NewFeeds();
        var first = feeds.Pin(team.Id);
        await first.Feed.EnsureLive(TestContext.Current.CancellationToken);
        first.Dispose();
        Assert.True(feeds.TryRetire(first.Feed));

        using var second = feeds.Pin(team.Id);
        Assert.NotSame(first.Feed, second.Feed);
        await second.Feed.EnsureLive(TestContext.Current.CancellationToken);
        await first.Feed.Leave(TestContext.Current.CancellationToken);
        await team.Post(team.Admin, channel, "still heard");
        await second.Feed.WhenReached((await team.Head()).Ts).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }
}
