using System.Text.RegularExpressions;
using Chat.EndToEnd.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.EndToEnd.Web;

/// <summary>What is new is seen, what was begun waits, and what was said is found again.</summary>
public sealed class FindingTests(WebServer server, Chromium chromium)
{
    [Fact]
    public async Task What_was_not_read_is_marked_and_counted_until_it_is_read_and_can_be_unread_again()
    {
        var team = await server.NewTeamAsync("ann", "bob");
        var plans = await team.CreateChannelAsync("ann", "plans", false, "bob");
        await using var bob = await chromium.SignedInAsync(team, "bob", $"/client/{team.General}");
        await Expect(bob.Composer("#general")).ToBeVisibleAsync();
        await Expect(bob.Row("plans", "unread")).ToHaveCountAsync(0);

        await team.PostAsync("ann", plans, "one of three");
        await Expect(bob.Row("plans", "unread messages")).ToBeVisibleAsync();
        await team.PostAsync("ann", plans, $"two of three, <@{team["bob"].Id}>");
        await Expect(bob.Row("plans", "1 mention")).ToBeVisibleAsync();
        await Expect(bob.Page).ToHaveTitleAsync(new Regex(@"\(1\)"));

        await bob.Row("plans").ClickAsync();
        await Expect(bob.Message("two of three")).ToContainTextAsync("@bob");
        await Expect(bob.Page.GetByRole(AriaRole.Separator, new() { Name = "New" })).ToBeVisibleAsync();
        await Expect(bob.Row("plans", "mention")).ToHaveCountAsync(0);
        await Expect(bob.Row("plans", "unread")).ToHaveCountAsync(0);

        await bob.ChooseAsync(bob.Message("two of three"), "Mark unread from here");
        await Expect(bob.Row("plans", "1 mention")).ToBeVisibleAsync();
        await bob.Row("general").ClickAsync();
        await Expect(bob.Composer("#general")).ToBeVisibleAsync();
        await Expect(bob.Row("plans", "1 mention")).ToBeVisibleAsync();
        bob.NoErrors("Bob's page");
    }

    [Fact]
    public async Task A_draft_waits_in_its_channel_and_a_few_letters_lead_there()
    {
        var team = await server.NewTeamAsync("ann");
        await team.CreateChannelAsync("ann", "garden-party");
        await using var ann = await chromium.SignedInAsync(team, "ann", $"/client/{team.General}");
        await ann.Composer("#general").FillAsync("Half a thought");
        await GoAsync(ann, "party", "garden-party");
        await Expect(ann.Composer("#garden-party")).ToBeFocusedAsync();
        await Expect(ann.Composer("#garden-party")).ToHaveValueAsync("");
        await Expect(ann.Row("general", "draft")).ToBeVisibleAsync();

        await ann.Page.ReloadAsync();
        await Expect(ann.Row("general", "draft")).ToBeVisibleAsync();
        await GoAsync(ann, "gen");
        await Expect(ann.Composer("#general")).ToHaveValueAsync("Half a thought");
        await Expect(ann.Row("general", "draft")).ToHaveCountAsync(0);
        ann.NoErrors("Ann's page");
    }

    [Fact]
    public async Task A_link_to_a_message_opens_at_it()
    {
        var team = await server.NewTeamAsync("ann");
        var sent = new List<string>();
        for (var n = 0; n < 150; n++)
            sent.Add(await team.PostAsync("ann", team.General, $"number {n} of many"));
        var reply = await team.PostAsync("ann", team.General, "a reply far down", sent[3]);

        await using var ann = await chromium.SignedInAsync(team, "ann", Permalink(team.General, sent[20]));
        await Expect(ann.Message("number 20 of many")).ToBeInViewportAsync();
        await Expect(ann.Message("number 149 of many")).ToHaveCountAsync(0);
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "Go to the latest messages" }).ClickAsync();
        await Expect(ann.Message("number 149 of many")).ToBeInViewportAsync();

        await ann.Page.GotoAsync(Permalink(team.General, reply) + "?thread_ts=" + sent[3]);
        await Expect(ann.Reply("a reply far down")).ToBeInViewportAsync();
        await Expect(ann.Reply("number 3 of many")).ToBeVisibleAsync();
        await ann.Page.GotoAsync(Permalink(team.General, "1500000000.000001"));
        await Expect(ann.Page.GetByText("The message of this link is not here")).ToBeVisibleAsync();
        ann.NoErrors("Ann's page");
    }

    [Fact]
    public async Task What_was_said_is_found_by_a_word_pointed_out_and_opened()
    {
        var team = await server.NewTeamAsync("ann");
        var old = await team.CreateChannelAsync("ann", "workshop");
        await team.PostAsync("ann", old, "The relays are in the second drawer");
        for (var n = 0; n < 60; n++)
            await team.PostAsync("ann", old, $"something else, {n}");
        await using var ann = await chromium.SignedInAsync(team, "ann", $"/client/{team.General}");
        await Expect(ann.Composer("#general")).ToBeVisibleAsync();
        await ann.Page.Keyboard.PressAsync("Control+g");
        var pane = ann.Page.GetByRole(AriaRole.Complementary, new() { Name = "Search results" });
        await Expect(pane.GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
        await pane.GetByRole(AriaRole.Searchbox).FillAsync("relays in:#workshop");
        await pane.GetByRole(AriaRole.Searchbox).PressAsync("Enter");
        await Expect(pane.GetByText("1 message found")).ToBeVisibleAsync();
        await Expect(pane.Locator("mark")).ToHaveTextAsync("relays");
        await pane.GetByRole(AriaRole.Link, new() { Name = "Open in #workshop" }).ClickAsync();
        await Expect(ann.Message("The relays are in the second drawer")).ToBeInViewportAsync();

        await pane.GetByRole(AriaRole.Searchbox).FillAsync("nothingofthekind");
        await pane.GetByRole(AriaRole.Searchbox).PressAsync("Enter");
        await Expect(pane.GetByText("No message has these words.")).ToBeVisibleAsync();
        ann.NoErrors("Ann's page");
    }

    /// <summary>Through the switcher; <paramref name="shown"/>: what must be offered before it is taken.</summary>
    private static async Task GoAsync(Person person, string letters, string? shown = null)
    {
        await person.Page.Keyboard.PressAsync("Control+k");
        var field = person.Page.GetByRole(AriaRole.Combobox, new() { Name = "Channel or person" });
        await Expect(field).ToBeFocusedAsync();
        await field.PressSequentiallyAsync(letters);
        await Expect(person.Page.GetByRole(AriaRole.Option, new() { Name = shown ?? letters }).First).ToBeVisibleAsync();
        await field.PressAsync("Enter");
        await Expect(field).ToBeHiddenAsync();
    }

    private static string Permalink(string channel, string ts) => $"/archives/{channel}/p{ts.Replace(".", "", StringComparison.Ordinal)}";
}
