using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.EndToEnd.Web;

/// <summary>People begin to talk among themselves, and the others learn nothing of it.</summary>
public sealed class NewConversationTests(WebServer server, Chromium chromium)
{
    [Fact]
    public async Task A_private_channel_is_there_for_those_who_were_invited_alone()
    {
        var team = await server.NewTeamAsync("ann", "bob", "carl");
        await using var ann = await chromium.SignedInAsync(team, "ann");
        await using var bob = await chromium.SignedInAsync(team, "bob");
        await Expect(bob.Composer("#general")).ToBeVisibleAsync();
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "Add channels" }).ClickAsync();
        await ann.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Create a channel" }).ClickAsync();
        var form = ann.Page.GetByRole(AriaRole.Dialog, new() { Name = "Create a channel" });
        await form.GetByRole(AriaRole.Textbox, new() { Name = "Name" }).FillAsync("Surprise Party");
        await form.GetByRole(AriaRole.Textbox, new() { Name = "Purpose" }).FillAsync("Carl turns forty");
        await form.GetByRole(AriaRole.Radio, new() { Name = "Only those who are invited" }).CheckAsync();
        await form.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();

        var dialog = ann.Page.GetByRole(AriaRole.Dialog, new() { Name = "Invite people to #surprise-party" });
        await dialog.GetByRole(AriaRole.Combobox, new() { Name = "Name or e-mail" }).FillAsync("bo");
        await dialog.GetByRole(AriaRole.Option, new() { Name = "bob" }).ClickAsync();
        await ann.CheckAsync("inviting to a channel");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Invite 1 person" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await ann.SayAsync("#surprise-party", "Not a word to Carl");

        await bob.Row("surprise-party", "private").ClickAsync();
        await Expect(bob.Message("Not a word to Carl")).ToBeVisibleAsync();
        await bob.SayAsync("#surprise-party", "I am silent");
        await Expect(ann.Message("I am silent")).ToBeVisibleAsync();
        await using var carl = await chromium.SignedInAsync(team, "carl", new Uri(bob.Page.Url).AbsolutePath);
        await Expect(carl.Page.GetByRole(AriaRole.Heading, new() { Name = "There is no such conversation" }).First).ToBeVisibleAsync();
        await Expect(carl.Row("general")).ToBeVisibleAsync();
        await Expect(carl.Row("surprise-party")).ToHaveCountAsync(0);
        foreach (var (person, name) in new[] { (ann, "Ann"), (bob, "Bob"), (carl, "Carl") })
            person.NoErrors(name + "'s page");
    }

    [Fact]
    public async Task Three_talk_in_a_group_that_has_no_name()
    {
        var team = await server.NewTeamAsync("ann", "bob", "carl");
        await using var ann = await chromium.SignedInAsync(team, "ann");
        await using var bob = await chromium.SignedInAsync(team, "bob");
        await Expect(bob.Composer("#general")).ToBeVisibleAsync();
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "New message" }).First.ClickAsync();
        var dialog = ann.Page.GetByRole(AriaRole.Dialog, new() { Name = "Write to" });
        foreach (var name in new[] { "bob", "carl" })
        {
            await dialog.GetByRole(AriaRole.Combobox, new() { Name = "Name or e-mail" }).FillAsync(name);
            await dialog.GetByRole(AriaRole.Option, new() { Name = name }).ClickAsync();
            await Expect(dialog.GetByRole(AriaRole.List, new() { Name = "Chosen" })).ToContainTextAsync(name);
        }
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Open conversation" }).ClickAsync();
        var title = await TitleAsync(ann, "bob, carl|carl, bob");
        await ann.CheckAsync("a group in which nothing was said yet");
        await ann.SayAsync(title, "Three is company");

        await bob.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("^(ann, carl|carl, ann).*1 unread") }).ClickAsync();
        await Expect(bob.Message("Three is company")).ToBeVisibleAsync();
        await Expect(bob.Page.GetByRole(AriaRole.Button, new() { Name = "3 members: show" })).ToBeVisibleAsync();
        await bob.SayAsync(await TitleAsync(bob, "ann, carl|carl, ann"), "Is it?");
        await Expect(ann.Message("Is it?")).ToBeVisibleAsync();
        await bob.CheckAsync("a group");
        ann.NoErrors("Ann's page");
        bob.NoErrors("Bob's page");
    }

    [Fact]
    public async Task A_channel_and_an_emoji_are_completed_while_typing_and_sent()
    {
        var team = await server.NewTeamAsync("ann", "bob");
        // One that she has not heard of.
        var plans = await team.CreateChannelAsync("bob", "plans");
        await team.PostAsync("bob", plans, "This is the plan");
        await using var ann = await chromium.SignedInAsync(team, "ann");
        await ann.Composer("#general").PressSequentiallyAsync("See #pl");
        await Expect(ann.Page.GetByRole(AriaRole.Option, new() { Name = "#plans" })).ToBeVisibleAsync();
        await ann.Composer("#general").PressAsync("Tab");
        await Expect(ann.Composer("#general")).ToHaveValueAsync("See #plans ");
        await ann.Composer("#general").PressSequentiallyAsync(":tad");
        await Expect(ann.Page.GetByRole(AriaRole.Option, new() { Name = ":tada:" }).First).ToBeVisibleAsync();
        await ann.CheckAsync("completing an emoji");
        await ann.Composer("#general").PressAsync("Enter");
        await Expect(ann.Composer("#general")).ToHaveValueAsync("See #plans :tada: ");
        await ann.Composer("#general").PressAsync("Enter");

        var message = ann.Message("See");
        await Expect(message.GetByRole(AriaRole.Img, new() { Name = ":tada:" })).ToHaveTextAsync("🎉");
        await Expect(ann.Page.GetByText("Sending…")).ToHaveCountAsync(0);
        Assert.Equal($"See <#{plans}> :tada:", (await team.HistoryAsync("bob", team.General))[0]["text"]!.GetValue<string>());
        await message.GetByRole(AriaRole.Link, new() { Name = "#plans" }).ClickAsync();
        await Expect(ann.Page.GetByRole(AriaRole.Button, new() { Name = "Join channel" })).ToBeVisibleAsync();
        await Expect(ann.Message("This is the plan")).ToBeVisibleAsync();
        await ann.CheckAsync("a channel that one is not in");
        ann.NoErrors("Ann's page");
    }

    /// <summary>What the open conversation is called: one of these.</summary>
    private static async Task<string> TitleAsync(Person person, string names)
    {
        var title = person.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Heading, new() { Level = 1 });
        await Expect(title).ToHaveTextAsync(new Regex($"^({names})$"));
        return await title.InnerTextAsync();
    }
}
