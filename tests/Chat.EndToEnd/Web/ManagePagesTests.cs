using Chat.EndToEnd.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.EndToEnd.Web;

/// <summary>What a team's admins do on the pages for it.</summary>
public sealed class ManagePagesTests(WebServer server, Chromium chromium)
{
    [Fact]
    public async Task Who_is_invited_by_a_link_chooses_a_name_and_a_password_and_talks()
    {
        var team = await server.NewTeamAsync();
        await using var admin = await chromium.SignedInAsync(team, "admin", "/manage/members");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Invite by e-mail" }).ClickAsync();
        var dialog = admin.Page.GetByRole(AriaRole.Dialog, new() { Name = "Invite somebody" });
        await dialog.GetByLabel("E-mail").FillAsync("eve@example.org");
        await dialog.GetByLabel("Name (a suggestion)").FillAsync("Eve");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make the link" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("The invitation for eve@example.org is ready.");
        await admin.CheckAsync("an invitation that was made");
        var link = await dialog.GetByLabel("Invitation link").InputValueAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();

        await using var eve = await chromium.OpenAsync(team.Api.Address);
        await eve.Page.GotoAsync(link);
        await Expect(eve.Page.GetByRole(AriaRole.Heading, new() { Name = "Join Team " + team.Domain })).ToBeFocusedAsync();
        await Expect(eve.Page.GetByLabel("Your name")).ToHaveValueAsync("Eve");
        await eve.CheckInBothThemesAsync("an invitation");
        await eve.CheckNarrowAsync("an invitation");
        await eve.Page.GetByLabel("Your name").FillAsync("evelyn");
        await eve.Page.GetByLabel("Password").FillAsync("a password of hers");
        await eve.Page.GetByRole(AriaRole.Button, new() { Name = "Join Team " + team.Domain }).ClickAsync();
        await eve.SayAsync("#general", "Here I am");

        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Back to the conversations" }).ClickAsync();
        await Expect(admin.Message("Here I am").GetByRole(AriaRole.Button, new() { Name = "evelyn", Exact = true })).ToBeVisibleAsync();
        await eve.Page.GotoAsync(link);
        await Expect(eve.Page.GetByRole(AriaRole.Heading, new() { Name = "This invitation is not valid any more" })).ToBeVisibleAsync();
        admin.NoErrors("the admin's page");
        eve.NoErrors("Eve's page");
    }

    [Fact]
    public async Task A_bots_token_is_shown_once_and_lets_a_program_speak()
    {
        var team = await server.NewTeamAsync();
        await using var admin = await chromium.SignedInAsync(team, "admin", "/manage/tokens");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Create a bot" }).ClickAsync();
        var form = admin.Page.GetByRole(AriaRole.Dialog, new() { Name = "Create a bot" });
        await form.GetByLabel("Name", new() { Exact = true }).FillAsync("robby");
        await form.GetByLabel("Shown name").FillAsync("Robby the Robot");
        await form.GetByRole(AriaRole.Button, new() { Name = "Create", Exact = true }).ClickAsync();
        var made = admin.Page.GetByRole(AriaRole.Dialog, new() { Name = "Robby the Robot is ready" });
        await Expect(made).ToContainTextAsync("It is shown this once.");
        await admin.CheckAsync("a bot that was made");
        var token = await made.GetByLabel("New token").InputValueAsync();
        Assert.StartsWith("xoxb-", token, StringComparison.Ordinal);
        var who = await team.Api.Ok("auth.test", token);
        Assert.Equal(("robby", team.Id), (SlackApi.Text(who, "user"), SlackApi.Text(who, "team_id")));
        await made.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();

        await admin.Page.ReloadAsync();
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Tokens of Robby the Robot" }).ClickAsync();
        await Expect(admin.Page.GetByRole(AriaRole.Dialog, new() { Name = "Tokens of Robby the Robot" }).GetByText("Valid", new() { Exact = true })).ToBeVisibleAsync();
        var all = await admin.Page.EvaluateAsync<string>("""
            () => JSON.stringify([document.documentElement.outerHTML, [...document.querySelectorAll('input')].map(i => i.value), {...localStorage}, {...sessionStorage}])
            """);
        Assert.DoesNotContain(token, all, StringComparison.Ordinal);
        admin.NoErrors("the admin's page");
    }

    [Fact]
    public async Task Links_to_a_domain_without_previews_get_none_while_typing_and_none_when_sent()
    {
        var team = await server.NewTeamAsync();
        await using var admin = await chromium.SignedInAsync(team, "admin", "/manage/previews");
        await admin.Page.GetByLabel("Domain", new() { Exact = true }).FillAsync(server.Url("/wiki"));
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await Expect(admin.Page.GetByRole(AriaRole.List, new() { Name = "Domains without previews" })).ToHaveTextAsync("127.0.0.1");
        await admin.CheckAsync("a domain without previews");

        var refused = Refusal(admin);
        await admin.Page.GotoAsync($"/client/{team.General}");
        await admin.Composer("#general").FillAsync("see " + server.Url("/wiki"));
        await refused.Within(Eventually.Usual, "the preview to be refused");
        await Expect(admin.Page.GetByRole(AriaRole.List, new() { Name = "Link previews" })).ToHaveCountAsync(0);
        await admin.Composer("#general").PressAsync("Enter");
        await Expect(admin.Message("see ").GetByRole(AriaRole.Link, new() { Name = server.Url("/wiki") })).ToBeVisibleAsync();
        await Eventually.True(
            async () => (await team.Api.Admin(HttpMethod.Get, $"admin/jobs?kind=unfurl&team={team.Id}"))["jobs"]!.AsArray().Count == 0,
            Eventually.Usual, () => "the previews to be done");
        Assert.Null((await team.HistoryAsync("admin", team.General))[0]["attachments"]);
        admin.NoErrors("the admin's page");
    }

    /// <summary>The server's word that it looks at no such link.</summary>
    private static Task Refusal(Person person)
    {
        var refusal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        person.Page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) =>
        {
            if (frame.Text?.Contains("unfurl_refused", StringComparison.Ordinal) == true)
                refusal.TrySetResult();
        };
        return refusal.Task;
    }
}
