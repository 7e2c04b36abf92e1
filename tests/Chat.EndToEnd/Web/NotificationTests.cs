using System.Text.RegularExpressions;
using Chat.EndToEnd.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.EndToEnd.Web;

/// <summary>What the browser is to tell of while one looks elsewhere, and what keeps it quiet.</summary>
public sealed class NotificationTests(WebServer server, Chromium chromium)
{
    /// <summary>In the place of the browser's: it has leave, and keeps what it was given. And the window is in front until it is said not to be.</summary>
    private const string Recording = """
        window.told = [];
        window.isInFront = true;
        window.Notification = class {
          static permission = 'granted';
          constructor(title, options) { this.words = `${title}: ${options.body}`; window.told.push(this); }
          close() {}
        };
        document.hasFocus = () => window.isInFront;
        """;

    [Fact]
    public async Task A_direct_message_and_a_mention_are_told_of_unless_they_are_in_sight_and_a_click_leads_there()
    {
        var team = await server.NewTeamAsync("ann", "bob");
        var plans = await team.CreateChannelAsync("ann", "plans", false, "bob");
        var direct = await team.OpenDmAsync("ann", "bob");
        await using var bob = await WatchedAsync(team, $"/client/{team.General}");
        await Expect(bob.Feed().GetByText("@ann").First).ToBeVisibleAsync();
        await team.PostAsync("ann", plans, "for nobody in particular");
        await team.PostAsync("ann", team.General, $"<@{team["bob"].Id}> as you can see");
        await team.PostAsync("ann", direct, "Between *you* and me");
        await team.PostAsync("ann", plans, $"<@{team["bob"].Id}> look, &lt;here&gt;");
        await ToldAsync(bob, "ann: Between you and me", "ann in #plans: @bob look, <here>");
        await Expect(bob.Message("as you can see")).ToBeVisibleAsync();

        // Behind another window nothing is in sight.
        await bob.Page.EvaluateAsync("() => { window.isInFront = false; }");
        await team.PostAsync("ann", team.General, $"<@{team["bob"].Id}> are you there?");
        await ToldAsync(bob, "ann: Between you and me", "ann in #plans: @bob look, <here>", "ann in #general: @bob are you there?");

        await bob.Page.EvaluateAsync("() => { window.isInFront = true; window.told[1].onclick(); }");
        await Expect(bob.Page).ToHaveURLAsync(new Regex($"/archives/{plans}/p"));
        await Expect(bob.Message("@bob look, <here>")).ToBeInViewportAsync();
        bob.NoErrors("Bob's page");
    }

    [Fact]
    public async Task A_pause_keeps_everything_quiet_and_a_channel_can_be_kept_quiet_for_good()
    {
        var team = await server.NewTeamAsync("ann", "bob");
        var plans = await team.CreateChannelAsync("ann", "plans", false, "bob");
        var direct = await team.OpenDmAsync("ann", "bob");
        await using var bob = await WatchedAsync(team, $"/client/{plans}");
        await bob.Page.GetByRole(AriaRole.Button, new() { Name = "Details of #plans" }).ClickAsync();
        await bob.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Channel details" }).ClickAsync();
        await bob.Page.GetByRole(AriaRole.Tab, new() { Name = "Settings" }).ClickAsync();
        await bob.Page.RunAndWaitForResponseAsync(
            () => bob.Page.GetByRole(AriaRole.Combobox, new() { Name = "Notify me of" }).SelectOptionAsync("Nothing"),
            static answer => answer.Url.EndsWith("/users.prefs.set", StringComparison.Ordinal) && answer.Ok);
        await bob.Row("general").ClickAsync();
        await Expect(bob.Composer("#general")).ToBeVisibleAsync();

        await OwnMenuAsync(bob, "Pause notifications for 1 hour");
        await Expect(Quiet(bob)).ToBeVisibleAsync();
        await team.PostAsync("ann", direct, "while you rest");
        await Expect(bob.Row("ann", "1 unread")).ToBeVisibleAsync();
        await OwnMenuAsync(bob, "Notify me again");
        await Expect(Quiet(bob)).ToBeHiddenAsync();

        await team.PostAsync("ann", plans, $"<@{team["bob"].Id}> not even this");
        await Expect(bob.Row("plans", "1 mention")).ToBeVisibleAsync();
        await team.PostAsync("ann", direct, "now that you are back");
        await ToldAsync(bob, "ann: now that you are back");
        bob.NoErrors("Bob's page");
    }

    private async Task<Person> WatchedAsync(TestTeam team, string path)
    {
        var bob = await chromium.SignedInAsync(team, "bob", "about:blank");
        await bob.Context.AddInitScriptAsync(Recording);
        await bob.Page.GotoAsync(path);
        await Expect(bob.Row("general")).ToBeVisibleAsync();
        await Expect(bob.Feed()).ToBeVisibleAsync();
        return bob;
    }

    /// <summary>These and no others. Events are looked at in their order: what stands before these in it has had its turn.</summary>
    private static async Task ToldAsync(Person person, params string[] expected)
    {
        string[] told = [];
        await Eventually.True(
            async () => (told = await person.Page.EvaluateAsync<string[]>("window.told.map(notification => notification.words)")).Length >= expected.Length,
            Eventually.Usual, () => $"{expected.Length} notifications; there were: {string.Join("; ", told)}");
        Assert.Equal(expected, told);
    }

    private static async Task OwnMenuAsync(Person person, string entry)
    {
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "You: bob" }).ClickAsync();
        await person.Page.GetByRole(AriaRole.Menuitem, new() { Name = entry }).ClickAsync();
    }

    /// <summary>The sign at one's own picture that one is not disturbed.</summary>
    private static ILocator Quiet(Person person) => person.Page.Locator(".people-quiet");
}
