using System.Text.RegularExpressions;
using Chat.EndToEnd.Cluster;
using Chat.EndToEnd.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.EndToEnd.Web;

/// <summary>Pictures of the main views for the documentation, of a cluster with a team in it. tests/screenshots.sh makes them.</summary>
public sealed class Screenshots(Chromium chromium)
{
    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "images");

    [Fact(Explicit = true)]
    public async Task Of_the_main_views()
    {
        Directory.CreateDirectory(Folder);
        await using var cluster = new SlowImports();
        await cluster.InitializeAsync();
        var pleasant = await PleasantTeam.MakeAsync(cluster.Apis[0]);
        await SignIn(pleasant.Team);
        foreach (var theme in new[] { ColorScheme.Light, ColorScheme.Dark })
            await Conversation(pleasant, theme);
        await Narrow(pleasant);
        await Import(pleasant.Team);
        await Shards(pleasant.Team);
    }

    private async Task SignIn(TestTeam team)
    {
        await using var somebody = await chromium.OpenAsync(team.Api.Address, Window());
        await somebody.Page.GotoAsync("/");
        await somebody.Page.GetByLabel("Team", new() { Exact = true }).FillAsync("mending");
        await somebody.Page.GetByLabel("E-mail").FillAsync("ada@example.org");
        await SaveAsync(somebody, "sign-in");
    }

    private async Task Conversation(PleasantTeam pleasant, ColorScheme theme)
    {
        var suffix = theme == ColorScheme.Dark ? "-dark" : "";
        await using var ben = await chromium.SignedInAsync(pleasant.Team, "ben");
        await using var emi = await chromium.SignedInAsync(pleasant.Team, "emi");
        await using var ada = await chromium.SignedInAsync(pleasant.Team, "ada", $"/client/{pleasant.Workshop}/thread/{pleasant.Root}", Window(theme));
        await Expect(ada.Reply("It plays!")).ToBeVisibleAsync();
        await Expect(ada.Message("With flowers")).ToBeVisibleAsync();
        await SaveAsync(ada, "channel" + suffix);

        await ada.Page.Keyboard.PressAsync("Control+g");
        await Expect(ada.Page.GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
        await ada.Page.GetByRole(AriaRole.Searchbox).FillAsync("cake");
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(ada.Page.GetByText("messages found")).ToBeVisibleAsync();
        await SaveAsync(ada, "search" + suffix);
    }

    private async Task Narrow(PleasantTeam pleasant)
    {
        var window = Window();
        window.ViewportSize = new ViewportSize { Width = 390, Height = 760 };
        await using var ada = await chromium.SignedInAsync(pleasant.Team, "ada", $"/client/{pleasant.Workshop}", window);
        await Expect(ada.Message("With flowers")).ToBeVisibleAsync();
        await SaveAsync(ada, "narrow");
    }

    private async Task Import(TestTeam team)
    {
        await using var admin = await chromium.SignedInAsync(team, "admin", "/manage/import", Window());
        await admin.Page.GetByLabel("The export’s zip file").SetInputFilesAsync(Path.Combine(Repository.Root, "tests/data/houstondatavis-2016.zip"));
        var bar = admin.Page.GetByRole(AriaRole.Progressbar, new() { Name = "Import" });
        await Expect(bar).ToHaveAttributeAsync("value", new Regex("^0\\.[4-8]"));
        await SaveAsync(admin, "import");
    }

    private async Task Shards(TestTeam team)
    {
        await using var somebody = await chromium.OpenAsync(team.Api.Address, Window());
        await somebody.Page.GotoAsync("/operate/shards");
        await somebody.Page.GetByLabel("Operator key").FillAsync(EmbeddedServer.OperatorKey);
        await somebody.Page.GetByRole(AriaRole.Button, new() { Name = "Open", Exact = true }).ClickAsync();
        await Expect(somebody.Page.GetByRole(AriaRole.Link, new() { Name = "s2" }).First).ToBeVisibleAsync();
        await SaveAsync(somebody, "shards");
    }

    private static BrowserNewContextOptions Window(ColorScheme theme = ColorScheme.Light) => new()
    {
        ColorScheme = theme, TimezoneId = "Europe/Berlin", ViewportSize = new ViewportSize { Width = 1200, Height = 760 },
    };

    /// <summary>Without the focus, whose ring and caret are nobody's in a picture.</summary>
    private static async Task SaveAsync(Person person, string name)
    {
        await person.Page.EvaluateAsync("document.activeElement?.blur()");
        await person.Page.Mouse.MoveAsync(600, 4);
        await person.Page.ScreenshotAsync(new() { Path = Path.Combine(Folder, name + ".png"), Animations = ScreenshotAnimations.Disabled });
        person.NoErrors(name);
    }

    private sealed class SlowImports : ClusterServers, IAsyncDisposable
    {
        protected override IEnumerable<KeyValuePair<string, string>> More => [KeyValuePair.Create("Chat__Transfer__ImportMessagesPerSecond", "400")];
    }
}
