using System.Net;
using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;
using Chat.EndToEnd.Model;
using Chat.EndToEnd.Telemetry;
using Chat.EndToEnd.Transfer;

namespace Chat.EndToEnd.Retention;

/// <summary>A team whose past is years old by an import, on a server that looks for old messages all the time.</summary>
public sealed class RetentionTests
{
    private static readonly Dictionary<string, string> Often = new()
    {
        ["Chat__Retention__LookEvery"] = "00:00:00.2",
        ["Chat__Retention__Period"] = "00:00:01",
        ["Chat__Retention__Grace"] = "00:00:00",
    };

    [Fact]
    public async Task Old_messages_go_and_who_was_connected_knows_what_newcomers_know()
    {
        using var folder = new TempFolder();
        await using var server = await EmbeddedServer.StartAsync(folder, Often);
        var team = await TestTeam.CreateAsync(new SlackApi(server.Address), "alice");
        await Imports.DoneAsync(team.Api, team.Id, await Imports.HoustonAsync());
        var general = SlackApi.Text((await team.Api.Ok("conversations.list", team.Admin.Token, ("limit", 1_000)))["channels"]!.AsArray().Single(c => c!["is_general"]!.GetValue<bool>()), "id");
        var old = await team.HistoryAsync("admin", general);
        var (answered, forgotten) = (SlackApi.Text(old[3], "ts"), SlackApi.Text(old[5], "ts"));
        var reply = await team.PostAsync("admin", general, "years later", answered);
        var young = await team.PostAsync("admin", general, "of today");
        Assert.NotEqual(0, await FoundAsync(team, "data"));
        await using var watching = await Observer.StartAsync(team, "admin");

        var path = $"admin/teams/{team.Id}/retention";
        await MustBeRefused(team, path);
        var before = await team.Api.Admin(HttpMethod.Get, path);
        Assert.Null(before["messages_days"]);
        Assert.Null(before["next_run"]);
        await team.Api.Admin(HttpMethod.Put, path, new { messages_days = 30 }, team.Admin.Token);
        JsonObject report = [];
        await Eventually.True(
            async () =>
            {
                report = await team.Api.Admin(HttpMethod.Get, path);
                return report["deleted_messages"]!.GetValue<int>() > 1_300 && report["last_run"] is { } run && run["ended"] is not null;
            },
            TimeSpan.FromSeconds(60), () => $"the old messages to go: {report.ToJsonString()}");
        Assert.Equal(30, report["messages_days"]!.GetValue<int>());

        // As on a client: what was said last comes last, and by then both know the same.
        var end = await team.PostAsync("admin", general, "afterwards");
        await watching.Socket.WaitUntil(end);
        await watching.MustAgreeWithFreshSnapshot(after: "the run");
        Assert.Contains(watching.Socket.Frames, frame => frame.Type == "channel_history_changed");
        Assert.Equal([end, young, answered], (await team.HistoryAsync("admin", general)).Select(m => SlackApi.Text(m, "ts")).Where(ts => string.CompareOrdinal(ts, young) >= 0 || ts == answered));
        Assert.Equal([answered, reply], (await team.RepliesAsync("admin", general, answered)).Select(m => SlackApi.Text(m, "ts")));
        await team.Api.Refused("message_not_found", "chat.getPermalink", team.Admin.Token, ("channel", general), ("message_ts", forgotten));
        await team.Api.Refused("message_not_found", "reactions.add", team.Admin.Token, ("channel", general), ("timestamp", forgotten), ("name", "tada"));
        await Eventually.True(async () => await FoundAsync(team, "data") == 0, Eventually.Usual, () => "searches to find nothing that went");
        await Eventually.True(
            async () => await Scrape.OfAsync(server) is var shown && shown.Sum("chat_retention_deleted_total", ("kind", "messages")) > 1_300
                && shown.Sum("chat_retention_runs_total", ("outcome", "done")) > 0,
            Eventually.Usual, () => "the metrics to tell of it");
    }

    private static async Task<int> FoundAsync(TestTeam team, string word) =>
        (await team.Api.Ok("search.messages", team.Admin.Token, ("query", word)))["messages"]!["total"]!.GetValue<int>();

    /// <summary>Members and admins of other teams have no say.</summary>
    private static async Task MustBeRefused(TestTeam team, string path)
    {
        var other = await TestTeam.CreateAsync(team.Api);
        foreach (var token in new[] { team["alice"].Token, other.Admin.Token })
        {
            using var body = new StringContent("""{"messages_days":1}""", System.Text.Encoding.UTF8, "application/json");
            using var answer = await team.Api.Send(HttpMethod.Put, path, body, token);
            Assert.True(answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound, $"answered {(int)answer.StatusCode}");
        }
    }
}
