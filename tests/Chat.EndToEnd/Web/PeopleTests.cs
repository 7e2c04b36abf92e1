using System.Text.RegularExpressions;
using Chat.Tests.Unfurling;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.EndToEnd.Web;

/// <summary>People look one another up, and keep their channels in order.</summary>
public sealed class PeopleTests(WebServer server, Chromium chromium)
{
    private const string Indian = "() => new Intl.DateTimeFormat('en-GB', { hour: 'numeric', minute: '2-digit', timeZone: 'Asia/Kolkata' }).format()";

    [Fact]
    public async Task Somebody_is_found_by_a_few_letters_with_status_and_local_time_and_is_taken_off_the_list_again()
    {
        var team = await server.NewTeamAsync("ann", "bob");
        await using var bob = await chromium.SignedInAsync(team, "bob", options: new() { TimezoneId = "Asia/Kolkata" });
        await bob.Page.GetByRole(AriaRole.Button, new() { Name = "You: bob" }).ClickAsync();
        await bob.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Set a status" }).ClickAsync();
        var dialog = bob.Page.GetByRole(AriaRole.Dialog, new() { Name = "Your status" });
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "What are you doing?" }).FillAsync("Repairing the roof");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();

        await using var ann = await chromium.SignedInAsync(team, "ann", $"/client/{team.General}");
        await Expect(ann.Composer("#general")).ToBeVisibleAsync();
        await ann.Page.Keyboard.PressAsync("Control+k");
        var field = ann.Page.GetByRole(AriaRole.Combobox, new() { Name = "Channel or person" });
        await field.PressSequentiallyAsync("bo");
        await Expect(ann.Page.GetByRole(AriaRole.Option, new() { Name = "bob" })).ToBeVisibleAsync();
        await field.PressAsync("Enter");
        await Expect(ann.Composer("bob")).ToBeVisibleAsync();
        var main = ann.Page.GetByRole(AriaRole.Main);
        await Expect(main.GetByText("Repairing the roof")).ToBeVisibleAsync();

        var earlier = await ann.Page.EvaluateAsync<string>(Indian);
        await main.GetByRole(AriaRole.Heading, new() { Level = 1 }).GetByRole(AriaRole.Button).ClickAsync();
        var profile = ann.Page.GetByRole(AriaRole.Complementary);
        await Expect(profile.GetByText("Repairing the roof")).ToBeVisibleAsync();
        await Expect(profile.GetByText("Local time")).ToBeVisibleAsync();
        var later = await ann.Page.EvaluateAsync<string>(Indian);
        await Expect(profile.Locator("dl")).ToContainTextAsync(new Regex($"{earlier}|{later}"));

        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "Details of bob" }).ClickAsync();
        await ann.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Close conversation" }).ClickAsync();
        await Expect(ann.Row("bob")).ToHaveCountAsync(0);
        await Expect(ann.Composer("bob")).ToBeHiddenAsync();
        ann.NoErrors("Ann's page");
        bob.NoErrors("Bob's page");
    }

    [Fact]
    public async Task A_channel_is_renamed_archived_and_brought_back_and_a_member_is_taken_out()
    {
        var team = await server.NewTeamAsync("ann", "bob");
        var plans = await team.CreateChannelAsync("ann", "plans", false, "bob");
        await using var ann = await chromium.SignedInAsync(team, "ann", $"/client/{plans}");
        await using var bob = await chromium.SignedInAsync(team, "bob", $"/client/{plans}");
        await Expect(bob.Composer("#plans")).ToBeVisibleAsync();

        await MenuAsync(ann, "#plans", "Channel details");
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
        var name = ann.Page.GetByRole(AriaRole.Dialog, new() { Name = "Rename the channel" }).GetByRole(AriaRole.Textbox, new() { Name = "Name" });
        await name.FillAsync("schemes");
        await name.PressAsync("Enter");
        await Expect(bob.Row("schemes")).ToBeVisibleAsync();
        await Expect(bob.Composer("#schemes")).ToBeVisibleAsync();

        await MenuAsync(ann, "#schemes", "Archive channel");
        await ConfirmAsync(ann, "Archive #schemes?", "Archive channel");
        await Expect(ann.Composer("#schemes")).ToBeHiddenAsync();
        await Expect(bob.Composer("#schemes")).ToBeHiddenAsync();
        await MenuAsync(ann, "#schemes", "Bring back");
        await Expect(ann.Composer("#schemes")).ToBeVisibleAsync();
        await Expect(bob.Composer("#schemes")).ToBeVisibleAsync();

        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "2 members: show" }).ClickAsync();
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "Profile of bob" }).ClickAsync();
        await ann.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Remove from channel" }).ClickAsync();
        await ConfirmAsync(ann, "Remove bob?", "Remove from channel");
        await Expect(ann.Page.GetByRole(AriaRole.Button, new() { Name = "1 member: show" })).ToBeVisibleAsync();
        await Expect(bob.Row("schemes")).ToHaveCountAsync(0);
        ann.NoErrors("Ann's page");
        bob.NoErrors("Bob's page");
    }

    [Fact]
    public async Task Theme_and_language_that_were_chosen_at_one_browser_are_those_of_another()
    {
        var team = await server.NewTeamAsync("ann");
        await using (var first = await chromium.SignedInAsync(team, "ann"))
        {
            await Expect(first.Composer("#general")).ToBeVisibleAsync();
            await first.Page.Keyboard.PressAsync("Control+,");
            await KeptAsync(first, () => first.Page.GetByRole(AriaRole.Radio, new() { Name = "Dark" }).CheckAsync());
            await KeptAsync(first, () => first.Page.GetByRole(AriaRole.Combobox, new() { Name = "Language" }).SelectOptionAsync("de"));
            await Expect(first.Page.GetByRole(AriaRole.Dialog, new() { Name = "Einstellungen" })).ToBeVisibleAsync();
            first.NoErrors("the first browser");
        }
        await using var second = await chromium.SignedInAsync(team, "ann");
        await Expect(second.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await Expect(second.Page.Locator("html")).ToHaveAttributeAsync("lang", "de");
        second.NoErrors("the second browser");
    }

    [Fact]
    public async Task A_picture_stands_beside_messages_in_the_place_of_initials_while_it_can_be_had()
    {
        var team = await server.NewTeamAsync("ann", "bob");
        var picture = $"/{team.Domain}.svg";
        server.Site.Serve(picture, FixtureAnswers.Answer("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"48\" height=\"48\"/>"u8.ToArray(), "Content-Type: image/svg+xml\r\n"));
        await using var ann = await chromium.SignedInAsync(team, "ann");
        await using var bob = await chromium.SignedInAsync(team, "bob");
        await ann.SayAsync("#general", "Look at me");
        var face = bob.Message("Look at me").Locator(".ui-avatar");
        await Expect(face).ToHaveTextAsync("A");

        await PictureAsync(ann, server.Url(picture));
        await Expect(face.Locator("img")).ToHaveJSPropertyAsync("naturalWidth", 48);
        await Expect(ann.Message("Look at me").Locator(".ui-avatar img")).ToHaveJSPropertyAsync("naturalWidth", 48);
        Assert.All(server.Site.Requests.Where(request => request.Path == picture), request => Assert.Null(request.Header("Referer")));
        await PictureAsync(ann, server.Url("/gone.svg"));
        await Expect(face.Locator("img")).ToHaveCountAsync(0);
        await Expect(face).ToHaveTextAsync("A");
        ann.NoErrors("Ann's page");
        bob.NoErrors("Bob's page");
    }

    /// <summary>Gives oneself a picture, after trying what is no address of one.</summary>
    private static async Task PictureAsync(Person person, string address)
    {
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "You: ann" }).ClickAsync();
        await person.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Edit profile" }).ClickAsync();
        var dialog = person.Page.GetByRole(AriaRole.Dialog, new() { Name = "Your profile" });
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Address of a picture" }).FillAsync("data:image/svg+xml,<svg/>");
        await Expect(dialog).ToContainTextAsync("Give a whole address");
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Save" })).ToBeDisabledAsync();
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Address of a picture" }).FillAsync(address);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
    }

    private static Task<IResponse> KeptAsync(Person person, Func<Task> choose) =>
        person.Page.RunAndWaitForResponseAsync(choose, static answer => answer.Url.EndsWith("/users.prefs.set", StringComparison.Ordinal) && answer.Ok);

    private static async Task MenuAsync(Person person, string channel, string entry)
    {
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Details of " + channel }).ClickAsync();
        await person.Page.GetByRole(AriaRole.Menuitem, new() { Name = entry }).ClickAsync();
    }

    private static Task ConfirmAsync(Person person, string title, string answer) =>
        person.Page.GetByRole(AriaRole.Dialog, new() { Name = title }).GetByRole(AriaRole.Button, new() { Name = answer }).ClickAsync();
}
