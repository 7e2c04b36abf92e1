using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Telemetry;

/// <summary>What is logged when a database refuses what people say.</summary>
[Collection(nameof(ObservedCluster))]
public sealed class FailureLogTests(ObservedCluster cluster)
{
    [Fact]
    public async Task A_failure_is_one_line_with_team_and_request_and_without_what_was_said()
    {
        const string Text = "said-while-the-table-was-away-90c4";
        var team = await TestTeam.CreateAsync(cluster.Apis[0], "alice");
        var gateway = cluster.Gateways[0];
        string request;
        await RenameAsync("messages", "messages_away");
        try
        {
            using var form = new FormUrlEncodedContent([new("channel", team.General), new("text", Text)]);
            using var answer = await team.Api.Send(HttpMethod.Post, "api/chat.postMessage", form, team["alice"].Token);
            Assert.False((await SlackApi.ReadObject(answer, "chat.postMessage"))["ok"]!.GetValue<bool>());
            request = answer.Headers.GetValues("X-Slack-Req-Id").Single();
        }
        finally
        {
            await RenameAsync("messages_away", "messages");
        }
        string[] lines = [];
        await Eventually.True(
            () => (lines = [.. gateway.Log.Lines.Where(line => line.Contains(request, StringComparison.Ordinal))]).Length > 0,
            Eventually.Usual, () => $"a line about request {request}; the log:\n{gateway.Log}");
        var state = JsonNode.Parse(Assert.Single(lines))!["State"]!;
        Assert.Equal((team.Id, request, "chat.postMessage"), (SlackApi.Text(state, "Team"), SlackApi.Text(state, "Request"), SlackApi.Text(state, "Method")));
        foreach (var server in cluster.Silos.Concat(cluster.Gateways))
            Assert.False(server.Log.Contains(Text) || server.Log.Contains(team["alice"].Token), $"{server.Name} logged what was said:\n{server.Log}");
        // And all is well again.
        await team.PostAsync("alice", team.General, "and after");
    }

    private async Task RenameAsync(string from, string to)
    {
        foreach (var shard in new[] { "s1", "s2" })
        {
            await using var connection = await cluster.OpenShardAsync(shard);
            await using var command = connection.CreateCommand();
            command.CommandText = $"RENAME TABLE {from} TO {to}";
            await command.ExecuteNonQueryAsync();
        }
    }
}
