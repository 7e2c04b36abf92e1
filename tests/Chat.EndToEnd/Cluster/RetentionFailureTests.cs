using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;
using Chat.EndToEnd.Model;
using Chat.EndToEnd.Transfer;

namespace Chat.EndToEnd.Cluster;

/// <summary>Deleting by age survives its silo.</summary>
[Collection(nameof(UntimedCluster))]
public sealed class RetentionFailureTests(UntimedCluster cluster) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await cluster.HealAsync();

    public async ValueTask DisposeAsync() => await cluster.HealAsync();

    /// <summary>Each silo takes one of the two teams: one run is cut short whichever dies.</summary>
    [Fact]
    public async Task Old_messages_go_to_the_last_although_a_silo_is_killed_meanwhile()
    {
        var zip = await Imports.HoustonAsync();
        var teams = await Task.WhenAll(cluster.Apis.Select(api => TestTeam.CreateAsync(api, "alice")));
        await Task.WhenAll(teams.Select(team => Imports.DoneAsync(team.Api, team.Id, zip)));
        var observers = await Task.WhenAll(teams.Select(team => Observer.StartAsync(team, "admin")));
        foreach (var team in teams)
            await team.Api.Admin(HttpMethod.Put, Path(team), new { messages_days = 30 });
        var reports = new Dictionary<string, JsonObject>();
        await Eventually.True(async () => await AllAsync(report => report["deleted_messages"]!.GetValue<int>() > 100), Eventually.Usual, Reports);
        Assert.False(await AllAsync(IsDone), Reports());

        await cluster.Silos[0].KillAsync();
        var killed = TimeProvider.System.GetTimestamp();
        await Eventually.True(async () => await AllAsync(IsDone), TimeSpan.FromSeconds(60), Reports);
        Proof.Report($"two runs, silo 1 killed meanwhile: all gone {TimeProvider.System.GetElapsedTime(killed).TotalSeconds:0.0} s later");
        foreach (var (team, observer) in teams.Zip(observers))
        {
            var end = await team.PostAsync("admin", (await team.Api.Ok("conversations.list", team.Admin.Token, ("limit", 1_000)))["channels"]!.AsArray()
                .Select(c => c!).Where(c => c["is_general"]!.GetValue<bool>()).Select(c => SlackApi.Text(c, "id")).Single(), "all that is left");
            await observer.Socket.WaitUntil(end);
            await observer.MustAgreeWithFreshSnapshot(after: "the death of a silo");
            Assert.DoesNotContain(observer.State.Channels.Values, channel => channel.Messages.Keys.Any(ts => string.CompareOrdinal(ts, "1500000000") < 0));
            await observer.DisposeAsync();
        }

        string Reports() => $"the runs: {string.Join(", ", reports.Values.Select(report => report.ToJsonString()))}";

        async Task<bool> AllAsync(Func<JsonObject, bool> condition)
        {
            foreach (var team in teams)
            {
                using var answer = await team.Api.Send(HttpMethod.Get, Path(team), null, EmbeddedServer.OperatorKey);
                if (!answer.IsSuccessStatusCode)
                    return false;
                reports[team.Id] = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
            }
            return reports.Values.All(condition);
        }
    }

    private static bool IsDone(JsonObject report) => report["last_run"] is { } run && run["ended"] is not null && run["error"] is null;

    private static string Path(TestTeam team) => $"admin/teams/{team.Id}/retention";
}
