using Chat.EndToEnd.Cluster;
using Chat.EndToEnd.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.EndToEnd.Web;

/// <summary>Two people at browsers reach a cluster by one address, which leads to a gateway that lives, and the one that has their sockets is killed.</summary>
[Collection(nameof(UntimedCluster))]
public sealed class GatewayKillTests(UntimedCluster cluster, Chromium chromium) : IAsyncLifetime
{
    private const string General = "#general";
    private const string Password = "a password of hers";

    public async ValueTask InitializeAsync() => await cluster.HealAsync();

    public async ValueTask DisposeAsync() => await cluster.HealAsync();

    [Fact]
    public async Task Two_who_talk_while_their_gateway_is_killed_go_on_at_the_other_lose_nothing_see_nothing_twice_and_agree_on_the_order()
    {
        var team = await TestTeam.CreateAsync(cluster.Apis[1], "bob");
        await team.AddAsync("ann", Password);
        await using var service = new TcpProxy(cluster.Gateways[0].Address);
        await using var ann = await chromium.OpenAsync(service.Address, Tall());
        await SignInAsync(ann, team);
        await using var bob = await chromium.SignedInAsync(team, "bob", options: Tall(), address: service.Address);
        await ann.SayAsync(General, "are you there?");
        await bob.SayAsync(General, "I am");

        var talk = Task.WhenAll(ann.WritesAsync(General, "ann", 1, 30), bob.WritesAsync(General, "bob", 1, 30));
        await Expect(ann.Message("bob says 5.")).ToBeVisibleAsync();
        // It takes the service a while to see who is gone.
        service.Refuses = true;
        await cluster.Gateways[0].KillAsync();
        foreach (var person in new[] { ann, bob })
            await Expect(Banner(person)).ToContainTextAsync("No connection.");
        (service.Target, service.Refuses) = (cluster.Gateways[1].Address, false);
        await talk;
        await AgreeAsync(team, ["are you there?", "I am", .. ChatPage.Sayings("ann", 30), .. ChatPage.Sayings("bob", 30)], ann, bob);

        // Her cookie, which the first gateway gave her, is as good at the other: the whole client comes from there.
        await ann.Page.ReloadAsync();
        await Expect(ann.Message("ann says 30.")).ToBeVisibleAsync();
        await ann.SayAsync(General, "from the other side");
        await Expect(bob.Message("from the other side")).ToBeVisibleAsync();
        ann.NoErrors("Ann's page");
        bob.NoErrors("Bob's page");
    }

    [Fact]
    public async Task What_is_written_while_no_gateway_answers_outlives_a_reload_and_is_sent_once()
    {
        var team = await TestTeam.CreateAsync(cluster.Apis[1], "ann", "bob");
        await using var service = new TcpProxy(cluster.Gateways[0].Address);
        await using var ann = await chromium.SignedInAsync(team, "ann", options: Tall(), address: service.Address);
        await ann.SayAsync(General, "still here");

        await Task.WhenAll(cluster.Gateways.Select(gateway => gateway.KillAsync()));
        await Expect(Banner(ann)).ToContainTextAsync("No connection.");
        await ann.WriteAsync(General, "written to nobody");
        await Expect(ann.Message("written to nobody")).ToContainTextAsync("Sending…");
        // The page that a reload would bring is away as well: it comes when the server does.
        service.Target = cluster.Gateways[1].Address;
        await cluster.Gateways[1].StartAgainAsync();
        await ann.Page.ReloadAsync();

        await AgreeAsync(team, ["still here", "written to nobody"], ann);
        await Expect(ann.Message("written to nobody").GetByRole(AriaRole.Link)).ToHaveCountAsync(1);
        ann.NoErrors("Ann's page");
    }

    /// <summary>High enough to have all messages in sight.</summary>
    private static BrowserNewContextOptions Tall() => new() { ViewportSize = new ViewportSize { Width = 1000, Height = 5000 } };

    private static ILocator Banner(Person person) => person.Page.GetByRole(AriaRole.Region, new() { Name = "Connection" });

    private static async Task SignInAsync(Person ann, TestTeam team)
    {
        await ann.Page.GotoAsync("/");
        await ann.Page.GetByLabel("Team", new() { Exact = true }).FillAsync(team.Domain);
        await ann.Page.GetByLabel("E-mail").FillAsync("ann@example.org");
        await ann.Page.GetByLabel("Password").FillAsync(Password);
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    /// <summary>Everything was said once, each one's own in order, and all pages show what history has and no banner.</summary>
    private static async Task AgreeAsync(TestTeam team, string[] all, params Person[] people)
    {
        foreach (var person in people)
        {
            await Expect(Banner(person)).ToBeHiddenAsync(new() { Timeout = 40_000 });
            await Expect(person.Said()).ToHaveCountAsync(all.Length, new() { Timeout = 40_000 });
            await Expect(person.Page.GetByText("Sending…")).ToHaveCountAsync(0);
        }
        var history = (await team.HistoryAsync("admin", team.General)).Where(m => !m.ContainsKey("subtype")).Select(m => SlackApi.Text(m, "text")).Reverse().ToArray();
        Assert.Equal(all.Order(StringComparer.Ordinal), history.Order(StringComparer.Ordinal));
        foreach (var person in people)
            Assert.Equal(history, await person.TextsAsync());
        foreach (var name in new[] { "ann", "bob" })
            Assert.Equal(SaidBy(all, name), SaidBy(history, name));
    }

    private static IEnumerable<string> SaidBy(IEnumerable<string> texts, string name) => texts.Where(text => text.StartsWith(name + " says", StringComparison.Ordinal));
}
