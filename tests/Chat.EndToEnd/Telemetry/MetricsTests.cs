using System.Net;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Telemetry;

/// <summary>The figures of one embedded server that nobody else uses.</summary>
public sealed class MetricsTests : IAsyncLifetime
{
    private const string Key = "a-key-for-the-scraper";

    private readonly TempFolder folder = new();
    private ServerProcess server = null!;

    public async ValueTask InitializeAsync() =>
        server = await EmbeddedServer.StartAsync(folder, new Dictionary<string, string> { ["Chat__Metrics__Key"] = Key });

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Metrics_are_shown_to_who_has_a_key_and_to_nobody_else()
    {
        var api = new SlackApi(server.Address);
        foreach (var key in new[] { null, "", "another-key", Key[..^1] })
        {
            using var refused = await api.Send(HttpMethod.Get, "metrics", bearer: key);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            var text = await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains("Chat:Metrics:Key", text, StringComparison.Ordinal);
            Assert.DoesNotContain("chat_", text, StringComparison.Ordinal);
        }
        await Scrape.OfAsync(server, Key);
        await Scrape.OfAsync(server, EmbeddedServer.OperatorKey);
        // The scraper's key opens nothing else.
        using var admin = await api.Send(HttpMethod.Get, "admin/teams", bearer: Key);
        Assert.Equal(HttpStatusCode.Unauthorized, admin.StatusCode);
    }

    [Fact]
    public async Task Figures_move_by_what_was_done_and_each_is_documented()
    {
        var team = await TestTeam.CreateAsync(new SlackApi(server.Address), "alice", "bob", "carol");
        var alice = await RtmClient.ConnectAsync(team, "alice");
        var bob = await RtmClient.ConnectAsync(team, "bob");
        var carol = await RtmClient.ConnectAsync(team, "carol");
        RtmClient[] all = [alice, bob, carol];
        var before = await Scrape.OfAsync(server, Key);
        Assert.Equal(3, before.Sum("chat_sessions_open"));
        Assert.Equal(1, before.Sum("chat_teams_active"));

        for (var n = 0; n < 3; n++)
            await alice.Post(team.General, $"message {n}");
        var last = await team.PostAsync("bob", team.General, "by the Web API");
        await Task.WhenAll(all.Select(client => client.WaitUntil(last)));
        await team.Api.Refused("channel_not_found", "conversations.info", team["bob"].Token, ("channel", "C0NOWHERE0"));
        await team.Api.Refused("unknown_method", "nothing.likeThis", team["bob"].Token);

        var after = await Settled(scrape => Moved(before, scrape, "chat_sessions_deliveries_total", ("kind", "lasting")) >= 12);
        Assert.Equal(4, Moved(before, after, "chat_messages_posts_total", ("outcome", "new")));
        Assert.Equal(0, Moved(before, after, "chat_messages_posts_total", ("outcome", "duplicate")));
        Assert.Equal(4 * 3, Moved(before, after, "chat_sessions_deliveries_total", ("kind", "lasting")));
        Assert.Equal(4, Moved(before, after, "chat_teams_events_total", ("kind", "lasting")));
        Assert.Equal(3, Moved(before, after, "chat_sessions_ack_seconds_count", ("outcome", "ok")));
        Assert.Equal(1, Moved(before, after, "chat_api_duration_seconds_count", ("method", "chat.postMessage"), ("outcome", "ok")));
        Assert.Equal(1, Moved(before, after, "chat_api_duration_seconds_count", ("method", "conversations.info"), ("outcome", "refused")));
        Assert.Equal(1, Moved(before, after, "chat_api_duration_seconds_count", ("method", "unknown"), ("outcome", "refused")));
        // Each post was a transaction of its own, and a batch of its own; the fan-out's times are of these.
        Assert.InRange(Moved(before, after, "chat_sessions_lag_seconds_count"), 1, 4);
        Assert.InRange(Moved(before, after, "chat_sessions_lag_seconds_sum"), 0, 60);
        Assert.True(Moved(before, after, "chat_sharding_items_total", ("side", "A")) >= 4);

        // A resume from the buffer, one by nobody's position, and the end of all.
        await bob.DropAsync();
        await bob.ResumeAsync();
        foreach (var client in all)
            await client.DisposeAsync();
        var ended = await Settled(scrape => scrape.Sum("chat_sessions_open") == 0);
        Assert.Equal(1, Moved(after, ended, "chat_teams_attaches_total", ("outcome", "buffer")));
        Assert.Equal(0, ended.Sum("chat_sockets_open"));
        Assert.Equal(0, ended.Sum("chat_sharding_queued"));
        MetricsDocument.MustTellOf(ended, "the embedded server");
        Assert.DoesNotContain(ended.Samples, sample => sample.Labels.Values.Any(value => value.Contains(team.Id, StringComparison.Ordinal) || value.Contains(team["bob"].Id, StringComparison.Ordinal)));
    }

    private static double Moved(Scrape before, Scrape after, string name, params (string Label, string Value)[] labels) => after.Sum(name, labels) - before.Sum(name, labels);

    /// <summary>An answer of /metrics may be as old as the exporter keeps one, a third of a second.</summary>
    private async Task<Scrape> Settled(Func<Scrape, bool> isThere)
    {
        var scrape = await Scrape.OfAsync(server, Key);
        await Eventually.True(
            async () => isThere(scrape = await Scrape.OfAsync(server, Key)), Eventually.Usual,
            () => $"the figures to be there; they are:\n{string.Join('\n', scrape.Samples.Where(sample => sample.Name.StartsWith("chat_s", StringComparison.Ordinal)))}");
        return scrape;
    }
}
