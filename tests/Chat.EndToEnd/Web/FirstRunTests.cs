using Chat.EndToEnd.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.EndToEnd.Web;

/// <summary>From an empty server to a team that is talked in, and coming back to it.</summary>
public sealed class FirstRunTests(Chromium chromium) : IAsyncLifetime
{
    private const string Password = "a password of hers";

    private readonly TempFolder _folder = new();
    private ServerProcess _server = null!;

    public async ValueTask InitializeAsync() => _server = await EmbeddedServer.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_empty_server_is_led_to_its_first_team_and_its_admin_comes_and_goes()
    {
        await using var ada = await chromium.OpenAsync(_server.Address);
        var page = ada.Page;
        await page.GotoAsync("/");
        await ProvesToBeTheOperator(ada);
        await MakesTheTeam(ada);

        await Expect(Heading(page, "Ada’s Lab is ready")).ToBeVisibleAsync();
        foreach (var (step, path) in new[] { ("Invite people", "/manage/members"), ("Bring your history", "/manage/import"), ("Connect a bot", "/manage/tokens") })
            await Expect(page.GetByRole(AriaRole.Link, new() { Name = step })).ToHaveAttributeAsync("href", path);
        await ada.CheckAsync("the next steps");
        await page.GetByRole(AriaRole.Link, new() { Name = "Open Ada’s Lab" }).ClickAsync();
        await ada.SayAsync("#general", "The first message of all");

        await SignsOut(ada);
        await SignIn(page, "a wrong password");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("do not go together");
        await ada.CheckAsync("a wrong password");
        await SignIn(page, Password);
        await Expect(ada.Message("The first message of all")).ToBeVisibleAsync();

        // Somebody who closes the window is still signed in when coming back.
        await page.CloseAsync();
        var again = await ada.Context.NewPageAsync();
        await again.GotoAsync("/");
        await Expect(again.GetByRole(AriaRole.Textbox, new() { Name = "Message to #general" })).ToBeVisibleAsync();
        ada.NoErrors("coming and going");
    }

    private static async Task ProvesToBeTheOperator(Person ada)
    {
        var page = ada.Page;
        await Expect(Heading(page, "Create your team")).ToBeVisibleAsync();
        await page.GetByLabel("Operator key").FillAsync("not the key");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not this server’s operator key");
        await ada.CheckAsync("a wrong operator key");
        await page.GetByLabel("Operator key").FillAsync(EmbeddedServer.OperatorKey);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
    }

    private static async Task MakesTheTeam(Person ada)
    {
        var page = ada.Page;
        await Expect(Heading(page, "Your team and its first admin")).ToBeVisibleAsync();
        await page.GetByLabel("Name of the team").FillAsync("Ada’s Lab");
        await Expect(page.GetByLabel("Short name")).ToHaveValueAsync("ada-s-lab");
        await page.GetByLabel("Short name").FillAsync("adas-lab");
        await page.GetByLabel("Your name").FillAsync("ada");
        await page.GetByLabel("E-mail").FillAsync("ada@example.org");
        await page.GetByLabel("Password").FillAsync(Password);
        await ada.CheckAsync("the team and its first admin");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create team" }).ClickAsync();
    }

    private static async Task SignsOut(Person ada)
    {
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "You: ada" }).ClickAsync();
        await ada.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Sign out" }).ClickAsync();
        await Expect(Heading(ada.Page, "Sign in")).ToBeVisibleAsync();
        Assert.DoesNotContain(await ada.Context.CookiesAsync(), cookie => cookie.Name == "chat_session");
    }

    private static async Task SignIn(IPage page, string password)
    {
        await page.GetByLabel("Team", new() { Exact = true }).FillAsync("adas-lab");
        await page.GetByLabel("E-mail").FillAsync("ada@example.org");
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    private static ILocator Heading(IPage page, string name) => page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true });
}
