using Chat.EndToEnd.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.EndToEnd.Web;

/// <summary>Every page and dialog by the rules of WCAG 2.1 AA that a machine can check, in both themes and narrow; and what matters by keyboard alone.</summary>
public sealed class AccessibilityTests(WebServer server, Chromium chromium)
{
    [Fact]
    public async Task A_conversation_and_what_stands_beside_it()
    {
        var team = await server.NewTeamAsync("ann", "bob");
        var root = await LivelyAsync(team);
        await using var ann = await chromium.SignedInAsync(team, "ann");
        await Expect(ann.Message("The plan")).ToBeVisibleAsync();
        await ann.CheckInBothThemesAsync("a channel");
        await ann.CheckNarrowAsync("a channel");
        await ann.CheckEnlargedAsync("a channel", ann.Composer("#general"), ann.Page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Button),
            ann.Page.Locator(".composer").GetByRole(AriaRole.Button), ann.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Heading, new() { Level = 1 }));
        await ann.Message("The plan").HoverAsync();
        await ann.Message("The plan").GetByRole(AriaRole.Button, new() { Name = "More actions" }).ClickAsync();
        await ann.CheckInBothThemesAsync("a message's menu");
        await ann.Page.Keyboard.PressAsync("Escape");
        await ann.Message("The plan").GetByRole(AriaRole.Toolbar).GetByRole(AriaRole.Button, new() { Name = "Add a reaction" }).ClickAsync();
        await Expect(ann.Page.GetByRole(AriaRole.Grid)).ToBeVisibleAsync();
        await ann.CheckInBothThemesAsync("choosing an emoji");
        await ann.Page.Keyboard.PressAsync("Escape");
        await ann.Composer("#general").FillAsync("@bo");
        await Expect(ann.Page.GetByRole(AriaRole.Option, new() { Name = "bob" })).ToBeVisibleAsync();
        await ann.CheckInBothThemesAsync("completing a name");
        await ann.Composer("#general").FillAsync("");
        await ann.ChooseAsync(ann.Message("The plan"), "Edit message");
        await Expect(ann.Page.GetByRole(AriaRole.Textbox, new() { Name = "Edit message" })).ToBeFocusedAsync();
        await ann.CheckInBothThemesAsync("editing a message");
        await ann.Page.Keyboard.PressAsync("Escape");
        await ChecksAsync(ann, "Delete this message", () => ann.ChooseAsync(ann.Message("The plan"), "Delete message"));

        await ann.Page.GotoAsync($"/client/{team.General}/thread/{root}");
        await Expect(ann.Reply("Agreed")).ToBeVisibleAsync();
        await ann.CheckInBothThemesAsync("a thread");
        await ann.CheckNarrowAsync("a thread");
        await ann.CheckEnlargedAsync("a thread", ann.ReplyComposer(), ann.Thread().GetByRole(AriaRole.Button, new() { Name = "Close" }));
        await ann.Reply("Agreed").GetByRole(AriaRole.Button, new() { Name = "bob", Exact = true }).ClickAsync();
        await Expect(ann.Page.GetByRole(AriaRole.Complementary, new() { Name = "Profile" })).ToContainTextAsync("bob@example.org");
        await ann.CheckInBothThemesAsync("a profile");
        await ann.CheckNarrowAsync("a profile");
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "3 members: show" }).ClickAsync();
        foreach (var tab in new[] { "Members", "Settings", "About" })
        {
            await ann.Page.GetByRole(AriaRole.Tab, new() { Name = tab }).ClickAsync();
            await ann.CheckInBothThemesAsync("a channel's details: " + tab);
        }
        await ann.Page.Keyboard.PressAsync("Control+g");
        await Expect(ann.Page.GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
        await ann.Page.GetByRole(AriaRole.Searchbox).FillAsync("plan");
        await ann.Page.Keyboard.PressAsync("Enter");
        await Expect(ann.Page.GetByText("message found")).ToBeVisibleAsync();
        await ann.CheckInBothThemesAsync("what was found");
        await ann.CheckNarrowAsync("what was found");
        await ann.Page.SetViewportSizeAsync(360, 740);
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "Close search" }).ClickAsync();
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "Show conversations" }).ClickAsync();
        await Expect(ann.Row("general")).ToBeInViewportAsync();
        await ann.CheckInBothThemesAsync("the list over the messages, narrow");
    }

    [Fact]
    public async Task The_dialogs()
    {
        var team = await server.NewTeamAsync("ann", "bob");
        await using var ann = await chromium.SignedInAsync(team, "ann");
        await Expect(ann.Composer("#general")).ToBeVisibleAsync();
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "You: ann" }).ClickAsync();
        await Expect(ann.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Sign out" })).ToBeVisibleAsync();
        await ann.CheckInBothThemesAsync("one's own menu");
        await ann.Page.Keyboard.PressAsync("Escape");
        foreach (var (keys, title) in new[] { ("Control+k", "Go to"), ("Control+/", "Keyboard shortcuts"), ("Control+,", "Preferences") })
            await ChecksAsync(ann, title, () => ann.Page.Keyboard.PressAsync(keys));
        foreach (var (button, entry, title) in new[]
        {
            ("Add channels", "Browse channels", "Browse channels"), ("Add channels", "Create a channel", "Create a channel"), ("You: ann", "Set a status", "Your status"),
            ("You: ann", "Edit profile", "Your profile"), ($"Team {team.Domain}: menu", "New message", "Write to"),
            ("Details of #general", "Invite people", "Invite people to #general"),
        })
        {
            await ChecksAsync(ann, title, async () =>
            {
                await ann.Page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
                await ann.Page.GetByRole(AriaRole.Menuitem, new() { Name = entry }).ClickAsync();
            });
        }
        await ChecksAsync(ann, "Edit topic", () => ann.Page.GetByRole(AriaRole.Button, new() { Name = "Add a topic" }).ClickAsync());
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "Details of #general" }).ClickAsync();
        await ann.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Channel details" }).ClickAsync();
        foreach (var (button, title) in new[] { ("Rename", "Rename the channel"), ("Edit purpose", "Edit purpose") })
            await ChecksAsync(ann, title, () => ann.Page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync());
    }

    [Fact]
    public async Task A_conversation_of_two_and_pages_that_are_not_there_or_not_for_everybody()
    {
        var team = await server.NewTeamAsync("ann", "bob");
        var direct = await team.OpenDmAsync("ann", "bob");
        await team.PostAsync("bob", direct, "Between you and me");
        await using var ann = await chromium.SignedInAsync(team, "ann", "/client/" + direct);
        await Expect(ann.Message("Between you and me")).ToBeVisibleAsync();
        await ann.CheckInBothThemesAsync("a direct message");
        await ann.CheckNarrowAsync("a direct message");
        foreach (var (path, title) in new[]
        {
            ("/client/C0123456789", "There is no such conversation"), ("/client/nowhere", "There is no such page"), ("/manage/members", "This page is for admins of the team"),
        })
        {
            await ann.Page.GotoAsync(path);
            await Expect(ann.Page.GetByRole(AriaRole.Heading, new() { Name = title }).First).ToBeVisibleAsync();
            await ann.CheckInBothThemesAsync(path);
        }
    }

    [Fact]
    public async Task The_pages_of_a_teams_admins()
    {
        var team = await server.NewTeamAsync("ann", "botty");
        await using var admin = await chromium.SignedInAsync(team, "admin");
        foreach (var (path, shown) in new[]
        {
            ("members", "ann@example.org"), ("tokens", "botty"), ("import", "Choose a zip file"), ("export", "Begin the export"), ("previews", "All domains get previews"), ("retention", "Delete public and private messages after (days)"),
        })
        {
            await admin.Page.GotoAsync("/manage/" + path);
            await Expect(admin.Page.GetByText(shown).First).ToBeVisibleAsync();
            await admin.CheckInBothThemesAsync("/manage/" + path);
            await admin.CheckNarrowAsync("/manage/" + path);
        }
        await admin.Page.GotoAsync("/manage/members");
        await ChecksAsync(admin, "Invite somebody", () => admin.Page.GetByRole(AriaRole.Button, new() { Name = "Invite by e-mail" }).ClickAsync());
        await ChecksAsync(admin, "Add a member with a password", () => admin.Page.GetByRole(AriaRole.Button, new() { Name = "Add with a password" }).ClickAsync());
        await ChecksAsync(admin, "Tokens of ann", async () =>
        {
            await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Actions for ann" }).ClickAsync();
            await admin.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Tokens" }).ClickAsync();
        });
        await admin.Page.GotoAsync("/manage/tokens");
        await ChecksAsync(admin, "Create a bot", () => admin.Page.GetByRole(AriaRole.Button, new() { Name = "Create a bot" }).ClickAsync());
    }

    [Fact]
    public async Task The_pages_of_those_who_are_signed_out_and_of_operators()
    {
        var team = await server.NewTeamAsync();
        await using var somebody = await chromium.OpenAsync(team.Api.Address);
        foreach (var (path, heading) in new[]
        {
            ("/", "Sign in"), ("/client/C0123456789", "Sign in"), ("/join/nonsense", "This invitation is not valid any more"), ("/operate", "Operate this server"),
        })
        {
            await somebody.Page.GotoAsync(path);
            await Expect(somebody.Page.GetByRole(AriaRole.Heading, new() { Name = heading })).ToBeVisibleAsync();
            await somebody.CheckInBothThemesAsync(path);
            await somebody.CheckNarrowAsync(path);
        }
        await somebody.Page.GetByLabel("Operator key").FillAsync(EmbeddedServer.OperatorKey);
        await somebody.Page.GetByRole(AriaRole.Button, new() { Name = "Open", Exact = true }).ClickAsync();
        await Expect(somebody.Page.GetByRole(AriaRole.Heading, new() { Name = "Teams" })).ToBeVisibleAsync();
        foreach (var (path, shown) in new[]
        {
            ("teams", team.Domain), ("teams/" + team.Id, "Rows by table"), ("shards", "Proposals"), ("moves", "No moves yet"), ("jobs", "Dead letters"),
        })
        {
            await somebody.Page.GotoAsync("/operate/" + path);
            await Expect(somebody.Page.GetByText(shown).First).ToBeAttachedAsync();
            await somebody.CheckInBothThemesAsync("/operate/" + path);
            await somebody.CheckNarrowAsync("/operate/" + path);
        }
        // What a team's admins see, under a further row of links.
        foreach (var (section, shown) in new[]
        {
            ("members", "admin@example.org"), ("tokens", "No bots yet"), ("import", "Choose a zip file"), ("export", "Begin the export"), ("previews", "All domains get previews"),
        })
        {
            await somebody.Page.GotoAsync($"/operate/teams/{team.Id}/{section}");
            await Expect(somebody.Page.GetByText(shown).First).ToBeVisibleAsync();
            await somebody.CheckNarrowAsync("a team's " + section);
        }
    }

    [Fact]
    public async Task The_main_views_in_German()
    {
        var team = await server.NewTeamAsync("ann", "bob");
        var root = await LivelyAsync(team);
        await team.Api.Ok("users.prefs.set", team.Admin.Token, ("name", "language"), ("value", "de"));
        await using var admin = await chromium.SignedInAsync(team, "admin", $"/client/{team.General}/thread/{root}");
        await Expect(admin.Page.GetByRole(AriaRole.Textbox, new() { Name = "Nachricht an #general" })).ToBeVisibleAsync();
        await Expect(admin.Reply("Agreed")).ToBeVisibleAsync();
        await Expect(admin.Page.Locator("html")).ToHaveAttributeAsync("lang", "de");
        await admin.CheckAsync("a thread in German");
        await admin.CheckNarrowAsync("a thread in German");
        await admin.Page.Keyboard.PressAsync("Control+,");
        await Expect(admin.Page.GetByRole(AriaRole.Dialog, new() { Name = "Einstellungen" })).ToBeVisibleAsync();
        await admin.CheckNarrowAsync("preferences in German");
        await admin.Page.Keyboard.PressAsync("Escape");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = $"Team {team.Domain}: Menü" }).ClickAsync();
        await admin.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Team verwalten" }).ClickAsync();
        await Expect(admin.Page.GetByText("ann@example.org")).ToBeVisibleAsync();
        await admin.CheckNarrowAsync("members in German");
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Zurück zu den Unterhaltungen" }).ClickAsync();
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Sie: admin" }).ClickAsync();
        await admin.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Abmelden" }).ClickAsync();
        await Expect(admin.Page.GetByRole(AriaRole.Heading, new() { Name = "Anmelden" })).ToBeVisibleAsync();
        await admin.CheckNarrowAsync("signing in in German");
    }

    [Fact]
    public async Task The_theme_that_was_chosen_stays_and_goes_before_the_systems()
    {
        var team = await server.NewTeamAsync("ann");
        await LivelyAsync(team, "ann");
        await using var ann = await chromium.SignedInAsync(team, "ann");
        await Expect(ann.Composer("#general")).ToBeVisibleAsync();
        var background = () => ann.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
        var light = await background();
        await ann.Page.Keyboard.PressAsync("Control+,");
        await ann.Page.GetByRole(AriaRole.Radio, new() { Name = "Dark" }).CheckAsync();
        await ann.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Close" }).First.ClickAsync();
        var dark = await background();
        Assert.NotEqual(light, dark);
        await ann.Page.ReloadAsync();
        await Expect(ann.Composer("#general")).ToBeVisibleAsync();
        Assert.Equal(dark, await background());
        await ann.CheckAsync("dark by choice");
    }

    [Fact]
    public async Task By_keyboard_alone_one_signs_in_changes_channels_talks_and_opens_and_closes_a_thread()
    {
        const string password = "a password of hers";
        var team = await server.NewTeamAsync("bob");
        await team.AddAsync("ann", password);
        await team.CreateChannelAsync("bob", "plans", false, "ann");
        await using var ann = await chromium.OpenAsync(team.Api.Address);
        var keys = ann.Page.Keyboard;
        await ann.Page.GotoAsync("/");
        await Expect(ann.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeFocusedAsync();
        foreach (var typed in new[] { team.Domain, "ann@example.org", password })
        {
            await keys.PressAsync("Tab");
            await keys.TypeAsync(typed);
        }
        await keys.PressAsync("Enter");
        await Expect(ann.Composer("#general")).ToBeFocusedAsync();

        await keys.PressAsync("Alt+ArrowDown");
        await Expect(ann.Composer("#plans")).ToBeFocusedAsync();
        await keys.TypeAsync("typed without a mouse");
        await keys.PressAsync("Enter");
        await Expect(ann.Message("typed without a mouse")).ToBeVisibleAsync();
        await Expect(ann.Page.GetByText("Sending…")).ToHaveCountAsync(0);

        // Back from the field into the newest message, to it as a whole, and into its thread.
        await keys.PressAsync("Shift+Tab");
        await keys.PressAsync("Escape");
        await Expect(ann.Message("typed without a mouse")).ToBeFocusedAsync();
        await keys.PressAsync("t");
        await Expect(ann.ReplyComposer()).ToBeFocusedAsync();
        await keys.TypeAsync("and a reply");
        await keys.PressAsync("Enter");
        await Expect(ann.Reply("and a reply")).ToBeVisibleAsync();
        await keys.PressAsync("Escape");
        await Expect(ann.Thread()).ToBeHiddenAsync();
        ann.NoErrors("by keyboard");
    }

    /// <summary>Opens a dialog, checks it, and closes it by Escape, which gives the focus back.</summary>
    private static async Task ChecksAsync(Person person, string title, Func<Task> open)
    {
        await open();
        var dialog = person.Page.GetByRole(AriaRole.Dialog, new() { NameRegex = new(title) });
        await Expect(dialog).ToBeVisibleAsync();
        await person.CheckInBothThemesAsync(title);
        await person.CheckNarrowAsync(title);
        await person.Page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToBeHiddenAsync();
    }

    /// <summary>#general with everything that a message may have. Answers the root of its thread.</summary>
    private static async Task<string> LivelyAsync(TestTeam team, string other = "bob")
    {
        var root = await team.PostAsync("ann", team.General, $"The plan: *bold*, _italic_, ~gone~, `code` for <@{team[other].Id}> in <#{team.General}> :tada:");
        await team.PostAsync("ann", team.General, "> a quotation\n• one\n• two\n```\nlet x = 1;\n```\n<https://example.org/|a link> <!here>");
        await team.PostAsync(other, team.General, "Agreed", root);
        await team.Api.Ok("reactions.add", team[other].Token, ("channel", team.General), ("timestamp", root), ("name", "thumbsup"));
        await team.Api.Ok("reactions.add", team["ann"].Token, ("channel", team.General), ("timestamp", root), ("name", "tada"));
        await team.Api.Ok("chat.postMessage", team[other].Token, ("channel", team.General), ("text", "With an attachment"),
            ("attachments", """[{"color":"#36a64f","title":"A title","title_link":"https://example.org/","text":"Its text","footer":"A footer","fields":[{"title":"Field","value":"Value","short":true}]}]"""));
        await team.PostAsync(other, team.General, $"<@{team["ann"].Id}> look");
        return root;
    }
}
