using Chat.EndToEnd.Harness;
using Chat.EndToEnd.Sharding;
using Chat.EndToEnd.Transfer;
using Chat.Tests.Storage;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.EndToEnd.Web;

/// <summary>What operators see and do in a browser, at a cluster with a shard of two masters and one of a single server.</summary>
[Collection(nameof(PairCluster))]
public sealed class OperatorPagesTests(PairCluster cluster, Chromium chromium)
{
    private const int SlowMs = 60_000;

    private static readonly byte[] NoArchive = [(byte)'P', (byte)'K', 3, 4, .. new byte[200]];

    [Fact]
    public async Task A_team_is_moved_to_another_shard_and_comes_home_when_that_is_drained()
    {
        var team = await TestTeam.CreateAsync(cluster.Apis[0], "ann");
        await team.PostAsync("ann", team.General, "before the move");
        await using var operate = await SignedInAsync();
        await operate.Page.GetByLabel("Search by name, short name or id").FillAsync(team.Domain);
        await operate.Page.GetByRole(AriaRole.Link, new() { Name = "Team " + team.Domain }).ClickAsync();
        await Expect(operate.Page.GetByRole(AriaRole.Row, new() { NameRegex = new("^messages ") })).ToBeVisibleAsync();
        await operate.CheckAsync("a team of a cluster");

        await operate.Page.GetByLabel("To", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Value = PairCluster.Spare });
        await operate.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Move a team" }).ClickAsync();
        await ConfirmAsync(operate, "Move a team");
        var move = operate.Page.GetByRole(AriaRole.Region, new() { Name = $"{PairCluster.Shard} → {PairCluster.Spare}" });
        await Expect(move).ToContainTextAsync("It lives on the new shard.", new() { Timeout = SlowMs });
        await Expect(move.GetByText("done", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = SlowMs });
        await Expect(operate.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = PairCluster.Spare, Exact = true })).ToBeVisibleAsync();
        await team.PostAsync("ann", team.General, "after the move");
        await operate.Page.GotoAsync("/operate/moves");
        await Expect(operate.Page.GetByRole(AriaRole.Row, new() { NameRegex = new(team.Id) })).ToContainTextAsync("done");
        await operate.CheckInBothThemesAsync("moves of a cluster");

        await operate.Page.GotoAsync("/operate/shards");
        await Expect(Row(operate, PairCluster.Shard)).ToContainTextAsync("in step");
        await Expect(Row(operate, PairCluster.Spare)).ToContainTextAsync("one server");
        await operate.CheckInBothThemesAsync("shards of a cluster");
        await operate.Page.GetByRole(AriaRole.Rowheader, new() { Name = PairCluster.Spare }).GetByRole(AriaRole.Link).ClickAsync();
        await operate.Page.GetByRole(AriaRole.Button, new() { Name = "Drain" }).ClickAsync();
        await ConfirmAsync(operate, "Drain");
        await Expect(operate.Page.GetByText("It is empty, and can be removed.")).ToBeVisibleAsync(new() { Timeout = SlowMs });
        await operate.CheckAsync("a drained shard");
        await operate.Page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await ConfirmAsync(operate, "Remove");
        await Expect(operate.Page.GetByText("It is out of use. Setting its state brings it back.")).ToBeVisibleAsync();
        await operate.Page.GetByRole(AriaRole.Button, new() { Name = "Make full" }).ClickAsync();
        await ConfirmAsync(operate, "Make full");
        await Expect(operate.Page.GetByText("It takes no new teams; its teams stay, and you may move teams here.")).ToBeVisibleAsync();

        await operate.Page.GotoAsync("/operate/teams/" + team.Id);
        await Expect(operate.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = PairCluster.Shard, Exact = true })).ToBeVisibleAsync();
        Assert.Equal(["after the move", "before the move"], (await team.HistoryAsync("ann", team.General)).Where(m => !m.ContainsKey("subtype")).Select(m => SlackApi.Text(m, "text")));
        operate.NoErrors("the operator's pages");
    }

    [Fact]
    public async Task A_master_that_died_is_seen_taken_back_compared_and_given_its_teams_again()
    {
        var team = await EvenTeamAsync();
        foreach (var text in new[] { "one", "two", "three" })
            await team.PostAsync("ann", team.General, text);
        await using var operate = await SignedInAsync();
        await operate.Page.GotoAsync("/operate/shards/" + PairCluster.Shard);
        var pair = operate.Page.GetByRole(AriaRole.Region, new() { Name = "Its two servers" });
        await Expect(pair).ToContainTextAsync("in step");

        await cluster.Pair.B.KillAsync();
        await Expect(pair).ToContainTextAsync("one serves alone", new() { Timeout = SlowMs });
        await Expect(pair.GetByRole(AriaRole.Row, new() { NameRegex = new("^A ") })).ToContainTextAsync("all teams");
        await operate.CheckInBothThemesAsync("a pair of which one is dead");
        await OrderAsync(operate, pair, "Re-join");
        await Expect(pair.GetByRole(AriaRole.Alert).Filter(new() { HasText = "server B of shard s1 does not answer" })).ToContainTextAsync("Start it, then try again.");
        await Expect(pair).ToContainTextAsync("one serves alone");
        await cluster.Pair.B.StartAsync();
        await OrderAsync(operate, pair, "Re-join");
        await Expect(pair).ToContainTextAsync("in step", new() { Timeout = SlowMs });
        await OrderAsync(operate, pair, "Fail back");
        await Expect(pair.GetByRole(AriaRole.Row, new() { NameRegex = new("^B ") })).ToContainTextAsync("Odd teams", new() { Timeout = SlowMs });

        await MariaDbPair.AdministerAsync(cluster.Pair.B, "SET SESSION sql_log_bin = 0; DELETE FROM messages WHERE team_id & 1 = 0 ORDER BY team_id, channel_id, ts LIMIT 2");
        var comparison = operate.Page.GetByRole(AriaRole.Region, new() { Name = "Comparison of the two servers" });
        await comparison.GetByRole(AriaRole.Button, new() { Name = "Begin to compare" }).ClickAsync();
        await Expect(comparison.GetByRole(AriaRole.Row, new() { NameRegex = new("^messages 0 2 0 2") })).ToBeVisibleAsync(new() { Timeout = SlowMs });
        await Expect(comparison.GetByText("Done", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = SlowMs });
        await operate.CheckInBothThemesAsync("a comparison that found something");
        await comparison.GetByRole(AriaRole.Button, new() { Name = "Begin to compare" }).ClickAsync();
        await Expect(comparison).ToContainTextAsync("Both servers hold the same rows.", new() { Timeout = SlowMs });
        Assert.Empty(await cluster.DifferencesAsync());
        operate.NoErrors("the operator's pages");
    }

    [Fact]
    public async Task A_dead_letter_says_why_and_is_tried_again()
    {
        var team = await TestTeam.CreateAsync(cluster.Apis[0]);
        var job = await Imports.BeginAsync(team.Api, team.Id, NoArchive);
        await Imports.EndAsync(team.Api, job);
        // As if something had hindered it that is over.
        await MariaDbPair.AdministerAsync(cluster.Pair.A, $"UPDATE jobs SET error = 'service_unavailable: The shard was away.' WHERE job_id = '{job.Split('-')[1]}'");
        await using var operate = await SignedInAsync();
        await operate.Page.GotoAsync("/operate/jobs");
        await operate.Page.GetByLabel("State").SelectOptionAsync("failed");
        var row = operate.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = team.Id });
        await Expect(row).ToContainTextAsync("Failed");
        await operate.CheckInBothThemesAsync("dead letters of a cluster");
        await Expect(row).ToContainTextAsync("The shard was away.");
        await row.GetByRole(AriaRole.Button, new() { Name = $"Try again: {job}" }).ClickAsync();
        // It fails for another reason now, which no trying mends.
        await Expect(row).Not.ToContainTextAsync("The shard was away.", new() { Timeout = SlowMs });
        await Imports.EndAsync(team.Api, job);
        await Expect(row).ToContainTextAsync("Failed");
        await Expect(row.GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        await row.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(operate.Page.GetByRole(AriaRole.Heading, new() { Name = "Job: Import" })).ToBeVisibleAsync();
        await operate.CheckAsync("a dead letter");
        operate.NoErrors("the operator's pages");
    }

    [Fact]
    public async Task The_dashboard_shows_the_silos_at_either_gateway()
    {
        foreach (var api in cluster.Apis)
        {
            var counters = await api.Admin(HttpMethod.Get, "dashboard/DashboardCounters");
            Assert.Equal(["Active", "Active"], counters["hosts"]!.AsArray().Select(host => SlackApi.Text(host, "status")));
        }
        await using var operate = await SignedInAsync();
        await operate.LooksAtDashboardAsync();
    }

    private static ILocator Row(Person operate, string shard) => operate.Page.GetByRole(AriaRole.Row, new() { NameRegex = new($"^{shard} ") });

    private static Task ConfirmAsync(Person operate, string word) =>
        operate.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = word, Exact = true }).ClickAsync();

    private static async Task OrderAsync(Person operate, ILocator pair, string word)
    {
        await pair.GetByRole(AriaRole.Button, new() { Name = word }).ClickAsync();
        await ConfirmAsync(operate, word);
    }

    private async Task<TestTeam> EvenTeamAsync()
    {
        while (true)
        {
            // Numbers are random.
            var team = await TestTeam.CreateAsync(cluster.Apis[0], "ann");
            if (PairCluster.IsEven(team.Id))
                return team;
        }
    }

    private async Task<Person> SignedInAsync()
    {
        var operate = await chromium.OpenAsync(cluster.Gateways[0].Address);
        await operate.Page.GotoAsync("/operate");
        await operate.SignInAsOperatorAsync();
        return operate;
    }
}
