using System.Globalization;
using Chat.EndToEnd.Harness;
using Chat.EndToEnd.Transfer;
using Chat.Tests.Transfer;

namespace Chat.EndToEnd.Cluster;

[Collection(nameof(UntimedCluster))]
public sealed class ExportFailureTests(UntimedCluster cluster)
{
    private const int Messages = 60_000;

    /// <summary>Twice, and each time another silo dies: one of the two is the one that exports.</summary>
    [Fact]
    public async Task An_export_whose_silo_is_killed_in_the_middle_is_finished_by_another()
    {
        var team = await TestTeam.CreateAsync(cluster.Apis[0], "alice");
        var old = await team.CreateChannelAsync("alice", "old");
        await InsertAsync(team, old);
        for (var silo = 0; silo < cluster.Silos.Length; silo++)
        {
            var export = await Export.BeginAsync(cluster.Apis[0], team.Id, new { channels = new[] { "old" } });
            var seen = new List<long>();
            await Eventually.True(
                async () =>
                {
                    seen.Add((long)(await export.JobAsync())["progress"]!["done"]!);
                    return seen[^1] > Messages / 4;
                },
                TimeSpan.FromSeconds(60), () => $"the export to be under way; logs:\n{cluster.Logs()}");
            Assert.True(seen[^1] < Messages, "it was over before the silo was killed");
            var killed = System.Diagnostics.Stopwatch.GetTimestamp();
            await cluster.Silos[silo].KillAsync();
            var report = await export.UntilDoneAsync(TimeSpan.FromSeconds(90), cluster.Logs);
            Proof.Report(string.Create(
                CultureInfo.InvariantCulture, $"silo {silo + 1} killed at {seen[^1]} of {Messages} messages: done {System.Diagnostics.Stopwatch.GetElapsedTime(killed).TotalSeconds:0.0} s later"));
            using var zip = await export.OpenAsync();
            var days = zip.Entries.Where(static e => e.FullName.StartsWith("old/", StringComparison.Ordinal)).ToList();
            var messages = days.SelectMany(static e => ArchiveComparison.Read(e)).ToList();
            var texts = messages.Where(static m => SlackApi.Text(m, "text").StartsWith("an old", StringComparison.Ordinal)).Select(static m => SlackApi.Text(m, "ts")).ToList();
            Assert.Equal((Messages, Messages), (texts.Count, texts.Distinct().Count()));
            Assert.Equal(messages.Count, (int)report["messages"]!);
            await cluster.HealAsync();
        }
    }

    /// <summary>As if a thousand had been posted on each of many days.</summary>
    private async Task InsertAsync(TestTeam team, string channel)
    {
        var shard = SlackApi.Text(await cluster.Apis[0].Admin(HttpMethod.Get, $"admin/teams/{team.Id}/shard"), "shard");
        await using var connection = await cluster.OpenShardAsync(shard);
        await using var command = connection.CreateCommand();
        command.CommandTimeout = 120;
        command.CommandText =
            $"""
            INSERT INTO messages (team_id, channel_id, ts, user_id, text, version)
            SELECT team_id, '{channel}', 1600000000000000 + seq DIV 1000 * 86400000000 + seq * 1000, '{team["alice"].Id}', CONCAT('an old message, the ', seq, 'th of this channel'), 1
              FROM teams JOIN seq_1_to_{Messages} WHERE domain = '{team.Domain}'
            """;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
