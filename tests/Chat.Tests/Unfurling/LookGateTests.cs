using Chat.Tests.Storage;
using Chat.Unfurling;
using Xunit;

namespace Chat.Tests.Unfurling;

/// <summary>How many look-ups there are at once.</summary>
public sealed class LookGateTests
{
    [Fact]
    public async Task Those_beyond_the_bound_wait_and_those_beyond_them_are_refused()
    {
        await using var web = new Web(new()
        {
            ["Chat:Unfurling:AtOnce"] = "2", ["Chat:Unfurling:Waiting"] = "1", ["Chat:Unfurling:WaitTime"] = "00:00:00.2",
        });
        var release = new TaskCompletionSource();
        Hold(web, release);
        var first = new[] { web.Look.Look(web.Site.Url("/held/1")), web.Look.Look(web.Site.Url("/held/2")) };
        var waits = web.Look.Look(web.Site.Url("/held/3"));
        Assert.Equal("unfurl_busy", (await web.Look.Look(web.Site.Url("/held/4"))).Failure);
        Assert.Equal("unfurl_busy", (await Waiting.For(waits, "the one that waited in vain")).Failure);
        release.SetResult();
        Assert.All(await Waiting.For(Task.WhenAll(first), "those that were under way"), outcome => Assert.Equal("Held", outcome.Attachment?.Title));
        Assert.Equal("Held", (await web.Look.Look(web.Site.Url("/held/4"))).Attachment?.Title);
    }

    [Fact]
    public async Task A_slow_host_does_not_take_the_places_of_others()
    {
        await using var web = new Web(new() { ["Chat:Unfurling:AtOnce"] = "8", ["Chat:Unfurling:AtOncePerHost"] = "2" });
        web.Names["other.example"] = [System.Net.IPAddress.Loopback];
        var release = new TaskCompletionSource();
        Hold(web, release);
        // Two at the host and two who wait for it; the other two are refused and hold nothing.
        var slow = Enumerable.Range(1, 6).Select(i => web.Look.Look(web.Site.Url($"/held/{i}"))).ToArray();
        Assert.Equal("Only", (await web.Look.Look(web.Site.Url("/title-only", "other.example"))).Attachment?.Title);
        release.SetResult();
        var outcomes = await Waiting.For(Task.WhenAll(slow), "the slow host");
        Assert.Equal((4, 2), (outcomes.Count(outcome => outcome.Failure is null), outcomes.Count(outcome => outcome.Failure == "unfurl_busy")));
    }

    private static void Hold(Web web, TaskCompletionSource release)
    {
        for (var i = 1; i <= 6; i++)
        {
            web.Site.Serve($"/held/{i}", async (request, stream, ct) =>
            {
                await release.Task;
                await FixtureAnswers.Html("<title>Held</title>")(request, stream, ct);
            });
        }
    }
}
