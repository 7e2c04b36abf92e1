using Chat.EndToEnd.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.EndToEnd.Web;

/// <summary>The server is killed, the network goes: the pages say so quietly and come back by themselves, and nothing that was written is lost.</summary>
public sealed class AwayTests(WebServer server, Chromium chromium)
{
    private const string General = "#general";

    [Fact]
    public async Task Two_who_talk_while_the_server_is_killed_lose_nothing_see_nothing_twice_and_agree_on_the_order()
    {
        using var folder = new TempFolder();
        await using var own = await EmbeddedServer.StartAsync(folder);
        var team = await TestTeam.CreateAsync(new SlackApi(own.Address), "ann", "bob");
        // High enough to have all messages in sight.
        var tall = () => new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1000, Height = 3000 } };
        await using var ann = await chromium.SignedInAsync(team, "ann", options: tall());
        await using var bob = await chromium.SignedInAsync(team, "bob", options: tall());
        await ann.SayAsync(General, "are you there?");
        await bob.SayAsync(General, "I am");

        await Task.WhenAll(ann.WritesAsync(General, "ann", 1, 10), bob.WritesAsync(General, "bob", 1, 10));
        await own.KillAsync();
        foreach (var person in new[] { ann, bob })
            await Expect(Banner(person)).ToContainTextAsync("No connection.");
        await ann.CheckAsync("no connection");
        await Task.WhenAll(ann.WritesAsync(General, "ann", 11, 15), bob.WritesAsync(General, "bob", 11, 15));
        await Expect(ann.Message("ann says 15.")).ToContainTextAsync("ann says 15.");
        await Expect(ann.Page.GetByText("Sending…").First).ToBeVisibleAsync();
        await own.StartAgainAsync();
        await Task.WhenAll(ann.WritesAsync(General, "ann", 16, 20), bob.WritesAsync(General, "bob", 16, 20));

        string[] all = ["are you there?", "I am", .. ChatPage.Sayings("ann", 20), .. ChatPage.Sayings("bob", 20)];
        foreach (var person in new[] { ann, bob })
        {
            await Expect(Banner(person)).ToBeHiddenAsync(new() { Timeout = 40_000 });
            await Expect(person.Said()).ToHaveCountAsync(all.Length, new() { Timeout = 40_000 });
            await Expect(person.Page.GetByText("Sending…")).ToHaveCountAsync(0);
        }
        var history = (await team.HistoryAsync("admin", team.General)).Where(m => !m.ContainsKey("subtype")).Select(m => SlackApi.Text(m, "text")).Reverse().ToArray();
        Assert.Equal(all.Order(StringComparer.Ordinal), history.Order(StringComparer.Ordinal));
        Assert.Equal(history, await ann.TextsAsync());
        Assert.Equal(history, await bob.TextsAsync());
        foreach (var name in new[] { "ann", "bob" })
            Assert.Equal(ChatPage.Sayings(name, 20), history.Where(text => text.StartsWith(name, StringComparison.Ordinal)));
        ann.NoErrors("Ann's page");
        bob.NoErrors("Bob's page");
    }

    [Fact]
    public async Task What_the_server_refused_survives_a_reload_and_is_tried_again_by_its_author()
    {
        var team = await server.NewTeamAsync("ann", "bob");
        var plans = await team.CreateChannelAsync("ann", "plans", false, "bob");
        await using var network = new TcpProxy(team.Api.Address);
        await using var bob = await chromium.SignedInAsync(team, "bob", $"/client/{plans}", address: network.Address);
        await bob.SayAsync("#plans", "still here");

        // While he is away the channel is closed, so that what he writes meanwhile is refused.
        network.Refuses = true;
        network.Cut();
        await bob.WriteAsync("#plans", "written on the train");
        await Expect(Banner(bob)).ToBeVisibleAsync();
        await Expect(bob.Message("written on the train")).ToContainTextAsync("Sending…");
        await team.Api.Ok("conversations.archive", team["ann"].Token, ("channel", plans));
        network.Refuses = false;
        await bob.Page.GetByRole(AriaRole.Button, new() { Name = "Try now" }).ClickAsync();
        await Expect(bob.Message("written on the train")).ToContainTextAsync("Not sent. This channel is archived.");
        await bob.CheckAsync("a message that was refused");

        await bob.Page.ReloadAsync();
        await Expect(bob.Message("written on the train")).ToContainTextAsync("Not sent.");
        await team.Api.Ok("conversations.unarchive", team["ann"].Token, ("channel", plans));
        await bob.Message("written on the train").GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        // What the server has can be answered, what is on its way cannot.
        await Expect(bob.Message("written on the train").GetByRole(AriaRole.Link)).ToHaveCountAsync(1);
        await Expect(bob.Message("written on the train")).ToHaveCountAsync(1);
        Assert.Single(await team.HistoryAsync("ann", plans), m => SlackApi.Text(m, "text") == "written on the train");
        bob.NoErrors("Bob's page");
    }

    private static ILocator Banner(Person person) => person.Page.GetByRole(AriaRole.Region, new() { Name = "Connection" });
}
