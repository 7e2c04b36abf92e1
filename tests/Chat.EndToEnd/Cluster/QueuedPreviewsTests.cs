using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;
using Chat.Tests.Unfurling;

namespace Chat.EndToEnd.Cluster;

/// <summary>Jobs survive their silo.</summary>
[Collection(nameof(UntimedCluster))]
public sealed class QueuedPreviewsTests(UntimedCluster cluster) : IAsyncLifetime
{
    private const int Teams = 4;
    private const int PerTeam = 50;

    /// <summary>Of a page's answer: with four pages of a site at a time, the queue lasts for seconds.</summary>
    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(2);

    public async ValueTask InitializeAsync() => await cluster.HealAsync();

    public async ValueTask DisposeAsync() => await cluster.HealAsync();

    /// <summary>Each team lives on one of the two silos: of several teams, some have theirs there whichever dies.</summary>
    [Fact]
    public async Task Two_hundred_previews_of_which_some_are_under_way_on_a_silo_that_is_killed_all_come_and_each_once()
    {
        for (var i = 0; i < PerTeam; i++)
        {
            var page = FixtureAnswers.Html($"<title>Page {i}</title>");
            cluster.Site.Serve($"/slow/{i}", async (request, stream, stop) =>
            {
                await Task.Delay(Slowness, stop);
                await page(request, stream, stop);
            });
        }
        var talks = await Task.WhenAll(Enumerable.Range(0, Teams).Select(n => Talk(cluster.Apis[n % 2])));
        await Eventually.True(() => talks.Sum(talk => talk.Reader.Frames.Count(f => f.Subtype == "message_changed")) > 20, Eventually.Usual, "the first previews");
        Assert.All(talks, talk => Assert.NotEqual("[]", Jobs(talk.Team)["jobs"]!.ToJsonString()));

        await cluster.Silos[0].KillAsync();
        var killed = TimeProvider.System.GetTimestamp();
        foreach (var (team, reader, posted) in talks)
        {
            await Eventually.True(
                async () => (await team.HistoryAsync("alice", team.General)).Count(m => m["attachments"] is not null) == PerTeam,
                TimeSpan.FromSeconds(60), () => $"all previews of team {team.Id}; jobs: {Jobs(team).ToJsonString()}");
            await reader.WaitUntil(await team.PostAsync("alice", team.General, "the end"));
            var changes = reader.Frames.Where(f => f.Subtype == "message_changed").Select(f => SlackApi.Text(f.Json["message"], "ts")).ToArray();
            Assert.Equal(posted.Order(StringComparer.Ordinal), changes.Order(StringComparer.Ordinal));
            Assert.Empty(reader.Disorder);
            await reader.DisposeAsync();
        }
        Proof.Report($"{Teams * PerTeam} previews, silo 1 killed meanwhile: all there {TimeProvider.System.GetElapsedTime(killed).TotalSeconds:0.0} s later");
    }

    /// <summary>Of several teams some are on another silo than the reader of their shard's queue, whom a call has to tell.</summary>
    [Fact]
    public async Task A_preview_comes_at_once_whichever_silo_reads_the_queue()
    {
        cluster.Site.Serve("/quick", FixtureAnswers.Html("<title>Quick</title>"));
        var link = cluster.Site.Url("/quick", "127.0.0.1").AbsoluteUri;
        var waits = new List<double>();
        for (var n = 0; n < 8; n++)
        {
            var team = await TestTeam.CreateAsync(cluster.Apis[n % 2], "alice");
            await using var reader = await RtmClient.ConnectAsync(team, "alice");
            for (var i = 0; i < 3; i++)
            {
                var posted = TimeProvider.System.GetTimestamp();
                var ts = SlackApi.Text(await team.Api.Ok("chat.postMessage", team["alice"].Token, ("channel", team.General), ("text", link), ("unfurl_links", true)), "ts");
                await reader.WaitFor(f => f.Subtype == "message_changed" && SlackApi.Text(f.Json["message"], "ts") == ts, "the preview");
                waits.Add(TimeProvider.System.GetElapsedTime(posted).TotalMilliseconds);
            }
        }
        waits.Sort();
        Proof.Report($"from the post to its preview, of a known page: median {waits[waits.Count / 2]:0} ms, longest {waits[^1]:0} ms");
        // Without being told, the readers look every two seconds.
        Assert.InRange(waits[waits.Count * 3 / 4], 0, 700);
    }

    private async Task<(TestTeam Team, RtmClient Reader, string[] Posted)> Talk(SlackApi api)
    {
        var team = await TestTeam.CreateAsync(api, "alice", "bob");
        var reader = await RtmClient.ConnectAsync(team, "bob");
        var posted = new string[PerTeam];
        for (var i = 0; i < PerTeam; i++)
        {
            var link = cluster.Site.Url($"/slow/{i}", "127.0.0.1").AbsoluteUri;
            posted[i] = SlackApi.Text(await api.Ok("chat.postMessage", team["alice"].Token, ("channel", team.General), ("text", link), ("unfurl_links", true)), "ts");
        }
        return (team, reader, posted);
    }

    private static JsonObject Jobs(TestTeam team) => team.Api.Admin(HttpMethod.Get, $"admin/jobs?team={team.Id}").GetAwaiter().GetResult();
}
