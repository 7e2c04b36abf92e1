using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.EndToEnd.Web;

/// <summary>Two people at two browsers talk.</summary>
public sealed class TalkTests(WebServer server, Chromium chromium)
{
    private const string General = "#general";

    [Fact]
    public async Task What_one_says_changes_and_takes_back_the_other_sees()
    {
        var team = await server.NewTeamAsync("ann", "bob");
        await using var ann = await chromium.SignedInAsync(team, "ann");
        await using var bob = await chromium.SignedInAsync(team, "bob");
        await ann.SayAsync(General, "Good morning, Bob");
        await Expect(bob.Message("Good morning, Bob")).ToBeVisibleAsync();

        await bob.Composer(General).PressSequentiallyAsync("Good");
        await Expect(ann.Page.GetByText("bob is typing…")).ToBeVisibleAsync();
        await bob.SayAsync(General, "Good morning, Ann");
        await Expect(ann.Message("Good morning, Ann")).ToBeVisibleAsync();
        await Expect(ann.Page.GetByText("bob is typing…")).ToBeHiddenAsync();

        await ann.Composer(General).PressAsync("ArrowUp");
        var editor = ann.Page.GetByRole(AriaRole.Textbox, new() { Name = "Edit message" });
        await Expect(editor).ToBeFocusedAsync();
        await editor.FillAsync("Good *evening*, Bob");
        await editor.PressAsync("Enter");
        await Expect(bob.Message("Good evening, Bob")).ToContainTextAsync("(edited)");
        await Expect(bob.Message("Good evening, Bob").Locator("strong")).ToHaveTextAsync("evening");

        await bob.ReactAsync(bob.Message("Good evening"), "tada");
        await ann.Message("Good evening").GetByRole(AriaRole.Button, new() { Name = ":tada:, 1 reaction; click to react as well" }).ClickAsync();
        var both = bob.Message("Good evening").GetByRole(AriaRole.Button, new() { Name = ":tada:, 2 reactions, one of them yours" });
        await both.ClickAsync();
        await Expect(ann.Message("Good evening").GetByRole(AriaRole.Button, new() { Name = ":tada:, 1 reaction, yours" })).ToBeVisibleAsync();

        await bob.ChooseAsync(bob.Message("Good morning, Ann"), "Delete message");
        await bob.Page.GetByRole(AriaRole.Dialog, new() { Name = "Delete this message?" }).GetByRole(AriaRole.Button, new() { Name = "Delete message" }).ClickAsync();
        await Expect(bob.Message("Good morning, Ann")).ToHaveCountAsync(0);
        await Expect(ann.Message("Good morning, Ann")).ToHaveCountAsync(0);
        ann.NoErrors("Ann's page");
        bob.NoErrors("Bob's page");
    }

    [Fact]
    public async Task A_reply_stands_in_its_thread_and_in_the_channel_when_it_was_sent_there_as_well()
    {
        var team = await server.NewTeamAsync("ann", "bob");
        await using var ann = await chromium.SignedInAsync(team, "ann");
        await using var bob = await chromium.SignedInAsync(team, "bob");
        await ann.SayAsync(General, "Where do we eat?");
        await bob.Message("Where do we eat?").HoverAsync();
        await bob.Message("Where do we eat?").GetByRole(AriaRole.Button, new() { Name = "Reply in thread" }).ClickAsync();
        await Expect(bob.ReplyComposer()).ToBeFocusedAsync();
        await bob.ReplyComposer().FillAsync("Somewhere near");
        await bob.ReplyComposer().PressAsync("Enter");
        await Expect(bob.Reply("Somewhere near")).ToBeVisibleAsync();
        await Expect(bob.Message("Somewhere near")).ToHaveCountAsync(0);

        await ann.Message("Where do we eat?").GetByRole(AriaRole.Link, new() { Name = "1 reply" }).ClickAsync();
        await Expect(ann.Reply("Somewhere near")).ToBeVisibleAsync();
        await ann.ReplyComposer().FillAsync("At the harbour");
        await ann.Thread().GetByRole(AriaRole.Checkbox, new() { Name = "Also send to #general" }).CheckAsync();
        await ann.ReplyComposer().PressAsync("Enter");
        await Expect(bob.Reply("At the harbour")).ToContainTextAsync("also sent to the channel");
        await Expect(bob.Message("At the harbour")).ToContainTextAsync("replied to a thread:");
        await Expect(bob.Message("Where do we eat?").GetByRole(AriaRole.Link, new() { Name = "2 replies" })).ToBeVisibleAsync();

        await bob.ReplyComposer().PressAsync("Escape");
        await Expect(bob.Thread()).ToBeHiddenAsync();
        ann.NoErrors("Ann's page");
        bob.NoErrors("Bob's page");
    }

    [Fact]
    public async Task A_direct_message_rings_shows_who_is_there_and_is_answered()
    {
        var team = await server.NewTeamAsync("ann", "bob");
        await using var bob = await chromium.SignedInAsync(team, "bob");
        await Expect(bob.Composer(General)).ToBeVisibleAsync();
        await using (var ann = await chromium.SignedInAsync(team, "ann"))
        {
            await ann.Page.GetByRole(AriaRole.Button, new() { Name = "New message" }).First.ClickAsync();
            var dialog = ann.Page.GetByRole(AriaRole.Dialog, new() { Name = "Write to" });
            await dialog.GetByRole(AriaRole.Combobox, new() { Name = "Name or e-mail" }).FillAsync("bo");
            await ann.Page.GetByRole(AriaRole.Option, new() { Name = "bob" }).ClickAsync();
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Open conversation" }).ClickAsync();
            await ann.SayAsync("bob", "Between you and me");

            await bob.Row("ann", "1 unread").ClickAsync();
            await Expect(bob.Message("Between you and me")).ToBeVisibleAsync();
            await Expect(bob.Row("ann", "unread")).ToHaveCountAsync(0);
            await Expect(bob.Row("ann").Locator(".ui-presence-active")).ToBeVisibleAsync();
            await bob.SayAsync("ann", "I tell nobody");
            await Expect(ann.Message("I tell nobody")).ToBeVisibleAsync();
            ann.NoErrors("Ann's page");
        }
        // She has closed her window.
        await Expect(bob.Row("ann").Locator(".ui-presence-away")).ToBeVisibleAsync();
        bob.NoErrors("Bob's page");
    }
}
