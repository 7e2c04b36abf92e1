using Chat.EndToEnd.Harness;
using Chat.Tests.Unfurling;

namespace Chat.EndToEnd.Cluster;

/// <summary>Jobs survive their silo.</summary>
[Collection(nameof(ClusterServers))]
public sealed class QueuedPreviewsTests(ClusterServers cluster) : IAsyncLifetime
{
    private const int Teams = 4;
    private const int PerTeam = 50;

    public async ValueTask InitializeAsync() => await cluster.HealAsync();

    public async ValueTask DisposeAsync() => await cluster.HealAsync();

    /// <summary>Each team lives on one of the two silos: of several teams, some have theirs there whichever dies.</summary>
    [Fact]
    public async Task Two_hundred_previews_of_which_some_are_under_way_on_a_silo_that_is_killed_all_come_and_each_once()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        for (var i = 0; i < PerTeam; i++)
        {
            var page = FixtureAnswers.Html($"<title>Page {i}</title>");
            cluster.Site.Serve($"/held/{i}", async (request, stream, stop) =>
            {
                await release.Task.WaitAsync(stop);
                await page(request, stream, stop);
            });
        }
        var talks = new List<(TestTeam Team, RtmClient Reader, string[] Posted)>();
        for (var n = 0; n < Teams; n++)
        {
            var team = await TestTeam.CreateAsync(cluster.Apis[n % 2], "alice", "bob");
            var reader = await RtmClient.ConnectAsync(team, "bob");
            var posted = new List<string>();
            for (var i = 0; i < PerTeam; i++)
            {
                var answer = await team.Api.Ok(
                    "chat.postMessage", team["alice"].Token, ("channel", team.General), ("text", cluster.Site.Url($"/held/{i}", "127.0.0.1").AbsoluteUri), ("unfurl_links", true));
                posted.Add(SlackApi.Text(answer, "ts"));
            }
            talks.Add((team, reader, [.. posted]));
        }
        await Eventually.True(() => cluster.Site.Requests.Length >= 4, Eventually.Usual, "pages to be looked at");

        await cluster.Silos[0].KillAsync();
        var killed = TimeProvider.System.GetTimestamp();
        release.SetResult();
        foreach (var (team, reader, posted) in talks)
        {
            await Eventually.True(
                async () => (await team.HistoryAsync("alice", team.General)).Count(m => m["attachments"] is not null) == PerTeam,
                TimeSpan.FromSeconds(60), () => $"all previews of team {team.Id}; logs:\n{cluster.Logs()}");
            await reader.WaitUntil(await team.PostAsync("alice", team.General, "the end"));
            var changes = reader.Frames.Where(f => f.Subtype == "message_changed").Select(f => SlackApi.Text(f.Json["message"], "ts")).ToArray();
            Assert.Equal(posted.Order(StringComparer.Ordinal), changes.Order(StringComparer.Ordinal));
            Assert.Empty(reader.Disorder);
            await reader.DisposeAsync();
        }
        Proof.Report($"{Teams * PerTeam} previews, silo 1 killed meanwhile: all there {TimeProvider.System.GetElapsedTime(killed).TotalSeconds:0.0} s later");
    }
}
