using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Cluster;

/// <summary>A team moves to the other shard by /admin while its people talk, on real processes.</summary>
[Collection(nameof(ClusterServers))]
public sealed class TeamMoveTests(ClusterServers cluster) : IAsyncLifetime
{
    private const int PerSecond = 20;
    private const double LongestHold = 250;

    public async ValueTask InitializeAsync() => await cluster.HealAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_team_moves_there_and_back_while_people_talk_and_nobody_notices()
    {
        await using var rooms = await Rooms.OpenAsync(cluster, 1, [0], [1]);
        var room = rooms.All.Single();
        await room.Team.AddAsync("quiet");
        var before = await room.Team.PostAsync("alice", room.Channel, "before the move");
        await using var client = await RtmClient.ConnectAsync(room.Team, "quiet");
        var known = await room.Team.PostAsync("quiet", room.Team.General, "from before");
        await client.WaitUntil(known);
        await client.DropAsync();
        rooms.StartTalking(PerSecond);

        var home = await ShardOf(room.Team);
        var away = home == "s1" ? "s2" : "s1";
        foreach (var target in new[] { away, home })
        {
            var began = await Move(room.Team, target, HttpStatusCode.Accepted);
            Assert.Equal(("move", target), (SlackApi.Text(began["job"], "kind"), SlackApi.Text(began["job"], "to")));
            var job = await UntilMoved(room.Team);
            var held = job["held_ms"]!.GetValue<double>();
            Proof.Report($"moved to {target}: writes were held for {held:0.0} ms; {job["progress"]!.ToJsonString()}");
            Assert.True(held < LongestHold, $"writes were held for {held} ms");
            Assert.Equal(target, await ShardOf(room.Team));
            var listed = (await cluster.Apis[1].Admin(HttpMethod.Get, "admin/moves"))["jobs"]!.AsArray();
            Assert.Contains(listed, item => SlackApi.Text(item, "id") == SlackApi.Text(job, "id"));
            if (target == away)
            {
                // From before the move, at the shard after it.
                await client.ResumeAsync();
                Assert.True(client.Resumed, client.Hello.ToJsonString());
                await client.WaitUntil(await room.Team.PostAsync("quiet", room.Team.General, "from after"));
            }
        }

        await rooms.ProveAsync();
        Assert.Contains(await room.Team.HistoryAsync("bob", room.Channel), message => SlackApi.Text(message, "ts") == before);
        Assert.Equal(0, room.Alice.Resumes + room.Bob.Resumes);
        Proof.Report($"two moves: longest time without an ack {room.Outage.TotalMilliseconds:0} ms");
    }

    [Fact]
    public async Task A_move_that_cannot_be_is_refused_in_words()
    {
        var team = await TestTeam.CreateAsync(cluster.Apis[0]);
        var home = await ShardOf(team);
        await Refused(await Ask(HttpMethod.Get, team.Id), HttpStatusCode.NotFound, "move_not_found");
        await Refused(await Ask(HttpMethod.Delete, team.Id), HttpStatusCode.NotFound, "move_not_found");
        await Refused(await Ask(HttpMethod.Post, team.Id, new { shard = "nowhere" }), HttpStatusCode.NotFound, "shard_not_found");
        await Refused(await Ask(HttpMethod.Post, team.Id, new { shard = home }), HttpStatusCode.BadRequest, "invalid_arguments");
        await Refused(await Ask(HttpMethod.Post, team.Id, new { }), HttpStatusCode.BadRequest, "invalid_arguments");
        await Refused(await Ask(HttpMethod.Post, "T00000001", new { shard = home }), HttpStatusCode.NotFound, "team_not_found");
        await Refused(await Ask(HttpMethod.Post, team.Id, new { shard = home }, team.Admin.Token), HttpStatusCode.Forbidden, "not_authorized");

        await Move(team, home == "s1" ? "s2" : "s1", HttpStatusCode.Accepted);
        await UntilMoved(team);
        await Refused(await Ask(HttpMethod.Delete, team.Id), HttpStatusCode.Conflict, "move_is_over");
    }

    private async Task<string> ShardOf(TestTeam team) => SlackApi.Text(await cluster.Apis[0].Admin(HttpMethod.Get, $"admin/teams/{team.Id}/shard"), "shard");

    private async Task<JsonObject> Move(TestTeam team, string shard, HttpStatusCode expected)
    {
        using var answer = await Ask(HttpMethod.Post, team.Id, new { shard });
        var body = await SlackApi.ReadObject(answer, "moving a team");
        Assert.True(answer.StatusCode == expected, body.ToJsonString());
        Assert.Equal($"/admin/teams/{team.Id}/move", answer.Headers.Location?.ToString());
        return body;
    }

    /// <summary>Until it lives there, and what it left behind is deleted.</summary>
    private async Task<JsonNode> UntilMoved(TestTeam team)
    {
        JsonNode? job = null;
        await Eventually.True(
            async () => SlackApi.Text(job = (await cluster.Apis[0].Admin(HttpMethod.Get, $"admin/teams/{team.Id}/move"))["job"], "state") is "done" or "failed",
            TimeSpan.FromSeconds(60), () => $"the move to end; it is {job?.ToJsonString()}; logs:\n{cluster.Logs()}");
        Assert.True(SlackApi.Text(job, "state") is not "failed", job!.ToJsonString());
        return job!;
    }

    private Task<HttpResponseMessage> Ask(HttpMethod verb, string team, object? body = null, string? bearer = null) =>
        cluster.Apis[0].Send(verb, $"admin/teams/{team}/move", body is null ? null : JsonContent.Create(body), bearer ?? EmbeddedServer.OperatorKey);

    private static async Task Refused(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        using (answer)
        {
            var problem = await SlackApi.ReadObject(answer, "a refused move");
            Assert.Equal((status, code), (answer.StatusCode, SlackApi.Text(problem, "code")));
        }
    }
}
