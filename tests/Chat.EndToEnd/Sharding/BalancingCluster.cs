using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Chat.EndToEnd.Cluster;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Sharding;

/// <summary>A cluster that balances its two shards by itself, with rates, marks and pauses that make it quick.</summary>
public sealed class BalancingCluster : ClusterServers
{
    /// <summary>Changes a second above which a shard is hot.</summary>
    public const int Mark = 18;

    public static readonly TimeSpan CoolDown = TimeSpan.FromSeconds(4);

    protected override IEnumerable<KeyValuePair<string, string>> More => new Dictionary<string, string>
    {
        ["Chat__Sharding__Automatic"] = "on",
        ["Chat__Sharding__HotWritesPerSecond"] = $"{Mark}",
        ["Chat__Sharding__LookEvery"] = "00:00:00.5",
        ["Chat__Sharding__Sustained"] = "00:00:02",
        ["Chat__Sharding__CoolDown"] = CoolDown.ToString(),
        ["Chat__Sharding__RateWindow"] = "00:00:03",
    };

    public async Task<string> ShardOfAsync(TestTeam team) => SlackApi.Text(await Apis[0].Admin(HttpMethod.Get, $"admin/teams/{team.Id}/shard"), "shard");

    /// <summary>A shard as operators see it.</summary>
    public async Task<JsonObject> ShardAsync(string name) =>
        (await Apis[0].Admin(HttpMethod.Get, "admin/shards"))["shards"]!.AsArray().Select(s => s!.AsObject()).Single(s => SlackApi.Text(s, "name") == name);

    /// <summary>The same; null while that is not answered, because a silo is dying.</summary>
    public async Task<JsonObject?> TryShardAsync(string name)
    {
        using var answer = await AskAsync(HttpMethod.Get, "");
        return answer.IsSuccessStatusCode
            ? (await SlackApi.ReadObject(answer, "shards"))["shards"]!.AsArray().Select(s => s!.AsObject()).Single(s => SlackApi.Text(s, "name") == name)
            : null;
    }

    /// <summary>As every test finds them, whatever the one before left.</summary>
    public async Task AllActiveAsync()
    {
        await HealAsync();
        foreach (var shard in new[] { "s1", "s2" })
            await ChangeAsync(shard, new { state = "active" });
    }

    public async Task<double> WritesAsync(string shard) => (await ShardAsync(shard))["write_rate"]!["changes_per_second"]!.GetValue<double>();

    public Task<JsonObject> ChangeAsync(string shard, object change) => Apis[0].Admin(HttpMethod.Patch, $"admin/shards/{shard}", change);

    public Task<HttpResponseMessage> AskAsync(HttpMethod verb, string path, object? body = null) =>
        Apis[0].Send(verb, $"admin/shards/{path}".TrimEnd('/'), body is null ? null : JsonContent.Create(body), EmbeddedServer.OperatorKey);

    /// <summary>Ids and states of all moves that were ever made.</summary>
    public async Task<List<(string Id, string Team, string State)>> MovesAsync() => [.. (await Apis[0].Admin(HttpMethod.Get, "admin/moves"))["jobs"]!.AsArray()
        .Select(job => (SlackApi.Text(job, "id"), SlackApi.Text(job, "team"), SlackApi.Text(job, "state")))];

    public Task UntilNothingMovesAsync() => Eventually.True(
        async () => (await MovesAsync()).TrueForAll(move => move.State is "done" or "failed" or "cancelled"),
        TimeSpan.FromSeconds(60), () => $"all moves to end; logs:\n{Logs()}");

    /// <summary>All teams live on one shard, and nothing is written to speak of.</summary>
    public async Task GatherAsync(IEnumerable<TestTeam> teams, string shard)
    {
        // What their making wrote may have set some in motion.
        foreach (var quiet in new[] { "s1", "s2" })
            await Eventually.True(async () => await WritesAsync(quiet) < 0.3, TimeSpan.FromSeconds(60), () => $"{quiet} to be quiet");
        await UntilNothingMovesAsync();
        foreach (var team in teams)
        {
            if (await ShardOfAsync(team) != shard)
                await Apis[0].Admin(HttpMethod.Post, $"admin/teams/{team.Id}/move", new { shard });
        }
        await UntilNothingMovesAsync();
    }

    /// <summary>Until the balancer has looked at everything so much later.</summary>
    public async Task UntilLookedAsync(TimeSpan later)
    {
        var began = await LookedAsync();
        await Eventually.True(
            async () => await LookedAsync() > began + later.TotalSeconds, later + TimeSpan.FromSeconds(30), () => $"the balancer to look; logs:\n{Logs()}");
    }

    private async Task<double> LookedAsync()
    {
        double? looked = null;
        await Eventually.True(
            async () => (looked = (await Apis[0].Admin(HttpMethod.Get, "admin/shards/proposals"))["looked"]?.GetValue<double>()) is not null,
            TimeSpan.FromSeconds(20), () => $"the balancer to have looked; logs:\n{Logs()}");
        return looked!.Value;
    }
}

[CollectionDefinition(nameof(BalancingCluster), DisableParallelization = true)]
public sealed class BalancingClusterTests : ICollectionFixture<BalancingCluster>;
