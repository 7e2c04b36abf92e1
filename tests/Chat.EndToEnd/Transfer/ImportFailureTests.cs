using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Chat.EndToEnd.Cluster;
using Chat.EndToEnd.Harness;
using Chat.Tests.Transfer;

namespace Chat.EndToEnd.Transfer;

/// <summary>The silo that imports is killed in the middle: another one goes on, and what comes of it is whole.</summary>
[Collection(nameof(UntimedCluster))]
[SupportedOSPlatform("linux")]
public sealed class ImportFailureTests(UntimedCluster cluster) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await cluster.HealAsync();

    public async ValueTask DisposeAsync() => await cluster.HealAsync();

    [Fact]
    public async Task An_import_whose_silo_is_killed_is_gone_on_with_elsewhere()
    {
        var team = await TestTeam.CreateAsync(cluster.Apis[0], "alice");
        var generator = new ExportGenerator(100, 40, 60_000);
        using var stream = new MemoryStream();
        var content = generator.Write(stream);
        var job = await Imports.BeginAsync(team.Api, team.Id, stream.ToArray());
        // Twice: whichever silo has the team, one of the two takes it away in the middle.
        foreach (var silo in cluster.Silos)
        {
            long done = 0;
            await Eventually.True(
                async () =>
                {
                    using var answer = await team.Api.Send(HttpMethod.Get, $"admin/jobs/{job}", null, EmbeddedServer.OperatorKey);
                    if (!answer.IsSuccessStatusCode)
                        return false;
                    var status = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["job"]!;
                    var now = status["progress"]?["done"]?.GetValue<long>() ?? 0;
                    var isMoved = SlackApi.Text(status["progress"], "unit") == "messages" && now > 0 && (done == 0 || now > done);
                    done = now;
                    return isMoved || SlackApi.Text(status, "state") == "done";
                },
                TimeSpan.FromSeconds(90), () => $"the import to get on; logs:\n{cluster.Logs()}");
            await silo.KillAsync();
            await silo.StartAgainAsync();
        }
        var end = await Imports.EndAsync(team.Api, job, TimeSpan.FromSeconds(180));
        Assert.True(SlackApi.Text(end, "state") == "done", end.ToJsonString());
        var imported = end["report"]!["imported"]!;
        Assert.Equal((content.Roots, content.Replies, content.Reactions), (Count("messages"), Count("replies"), Count("reactions")));
        await using var shard = await cluster.OpenShardAsync("s1");
        await using var other = await cluster.OpenShardAsync("s2");
        foreach (var (table, count) in new[] { ("messages", content.Roots), ("comments", content.Replies), ("reactions", content.Reactions) })
        {
            long rows = 0;
            foreach (var connection in new[] { shard, other })
            {
                await using var command = connection.CreateCommand();
                command.CommandText = $"SELECT COUNT(*) FROM {table} t WHERE t.team_id = @team AND t.version < 0";
                command.Parameters.AddWithValue("@team", NumberOf(team.Id));
                rows += Convert.ToInt64(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken), System.Globalization.CultureInfo.InvariantCulture);
            }
            Assert.Equal(count, rows);
        }

        long Count(string name) => imported[name]!.GetValue<long>();
    }

    private static long NumberOf(string team) => team[1..].Aggregate(0L, (number, digit) => number * 36 + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".IndexOf(digit, StringComparison.Ordinal));
}
