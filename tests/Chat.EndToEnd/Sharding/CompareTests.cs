using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;
using Chat.Tests.Storage;

namespace Chat.EndToEnd.Sharding;

/// <summary>The masters of a pair are compared over /admin while people talk, and rows that one of them lost are put back.</summary>
[Collection(nameof(PairCluster))]
public sealed class CompareTests(PairCluster cluster)
{
    private const string Address = $"admin/shards/{PairCluster.Shard}/compare";

    [Fact]
    public async Task Rows_that_a_master_lost_are_found_and_put_back_while_people_talk()
    {
        // The night's, which the cluster's settings have begin as soon as the pair is synced.
        await UntilOverAsync();
        await using var rooms = await PairRooms.OpenAsync(cluster, 1);
        rooms.StartTalking(20);
        await Task.Delay(2_000, TestContext.Current.CancellationToken);
        await MariaDbPair.AdministerAsync(
            cluster.Pair.B, "SET SESSION sql_log_bin = 0; DELETE FROM messages WHERE team_id & 1 = 0 ORDER BY team_id, channel_id, ts LIMIT 3");
        var begun = (await cluster.Apis[0].Admin(HttpMethod.Post, Address, new { repair = true }))["job"]!;
        Assert.Equal("compare", begun["kind"]!.GetValue<string>());
        var job = await UntilOverAsync();
        Proof.Report($"compared: {job.ToJsonString()}");
        Assert.Equal((begun["id"]!.GetValue<string>(), "done"), (job["id"]!.GetValue<string>(), job["state"]!.GetValue<string>()));
        var found = Assert.Single(job["differences"]!.AsArray())!;
        Assert.Equal(("messages", 3, 3), (found["table"]!.GetValue<string>(), found["missing_at_b"]!.GetValue<int>(), found["repaired"]!.GetValue<int>()));
        Assert.Contains("All were repaired", job["alarm"]!.GetValue<string>(), StringComparison.Ordinal);
        await rooms.ProveAsync();
        Assert.Empty(await cluster.DifferencesAsync());
        // One team alone; and what is over cannot be cancelled.
        await cluster.Apis[0].Admin(HttpMethod.Post, Address, new { team = rooms.Odd[0].Team.Id });
        job = await UntilOverAsync();
        Assert.Equal((rooms.Odd[0].Team.Id, 0), (job["team"]!.GetValue<string>(), job["differences"]!.AsArray().Count));
        await RefusedAsync(HttpMethod.Delete, "comparison_is_over");
    }

    [Fact]
    public async Task A_pair_of_which_a_master_is_away_is_not_compared()
    {
        await UntilOverAsync();
        await cluster.Pair.B.KillAsync();
        await cluster.UntilAsync("solo");
        await RefusedAsync(HttpMethod.Post, "compare_refused");
        await cluster.Pair.B.StartAsync();
        await cluster.CommandAsync("rejoin");
        await cluster.UntilAsync("synced");
        await cluster.CommandAsync("failback");
        Assert.Empty(await cluster.DifferencesAsync());
    }

    private async Task RefusedAsync(HttpMethod verb, string code)
    {
        using var refused = await cluster.Apis[0].Send(verb, Address, null, EmbeddedServer.OperatorKey);
        Assert.Equal(409, (int)refused.StatusCode);
        Assert.Contains(code, await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<JsonObject> UntilOverAsync()
    {
        JsonObject? last = null;
        await Eventually.True(
            async () =>
            {
                using var answer = await cluster.Apis[1].Send(HttpMethod.Get, Address, null, EmbeddedServer.OperatorKey);
                if (!answer.IsSuccessStatusCode)
                    return false;
                last = (await SlackApi.ReadObject(answer, "the comparison"))["job"]!.AsObject();
                return last["ended"] is not null;
            },
            TimeSpan.FromSeconds(30),
            () => $"a comparison to be over; it is {last?.ToJsonString()}\n{cluster.Logs()}");
        return last!;
    }
}
