using System.IO.Compression;
using Chat.EndToEnd.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.EndToEnd.Web;

/// <summary>An admin brings a team's history in and takes it out, on the pages for it.</summary>
public sealed class TransferPageTests(WebServer server, Chromium chromium)
{
    /// <summary>Elements of the list of messages at most, whatever was scrolled through.</summary>
    private const int MostMessages = 120;

    [Fact]
    public async Task An_export_is_uploaded_watched_read_and_exported_again()
    {
        var team = await server.NewTeamAsync();
        await using var admin = await chromium.SignedInAsync(team, "admin", "/manage/import");
        var page = admin.Page;
        await page.GetByLabel("The export’s zip file").SetInputFilesAsync(Path.Combine(Repository.Root, "tests/data/houstondatavis-2016.zip"));
        var bar = page.GetByRole(AriaRole.Progressbar, new() { Name = "Import" });
        await Expect(bar).ToBeVisibleAsync();
        await Expect(page.GetByText("of 1,382")).ToBeVisibleAsync();
        await admin.CheckAsync("an import under way");
        await Expect(page.GetByText("Done", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(bar).ToBeHiddenAsync();
        await Expect(page.GetByText("1,382").First).ToBeVisibleAsync();
        await admin.CheckAsync("what came of an import");

        await page.GetByRole(AriaRole.Link, new() { Name = "Back to the conversations" }).ClickAsync();
        await ReadsToTheBeginning(admin);
        await ExportsAgain(admin);
    }

    private static async Task ReadsToTheBeginning(Person admin)
    {
        var page = admin.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Browse channels" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Browse channels" });
        await dialog.GetByLabel("Filter by name or purpose").FillAsync("general");
        await admin.CheckAsync("browsing channels");
        await dialog.GetByRole(AriaRole.Link, new() { Name = "Open #general", Exact = true }).ClickAsync();
        await Expect(admin.Feed()).ToBeVisibleAsync();
        await admin.CheckAsync("an imported channel");

        var list = page.GetByRole(AriaRole.Group, new() { NameRegex = new("^Messages in") });
        var beginning = page.GetByText("This is where #general begins.");
        var most = 0;
        await Eventually.True(
            async () =>
            {
                most = Math.Max(most, await admin.Feed().GetByRole(AriaRole.Article).CountAsync());
                await list.PressAsync("Home");
                return await beginning.IsVisibleAsync();
            },
            TimeSpan.FromSeconds(30), () => "the channel’s beginning to be scrolled to");
        Assert.InRange(most, 5, MostMessages);
        admin.NoErrors("scrolling");
    }

    private static async Task ExportsAgain(Person admin)
    {
        var page = admin.Page;
        await page.GotoAsync("/manage/export");
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin the export" }).ClickAsync();
        var file = page.GetByRole(AriaRole.Link, new() { Name = "Download" }).First;
        await Expect(file).ToBeVisibleAsync();
        await admin.CheckAsync("an export");
        var download = await page.RunAndWaitForDownloadAsync(() => file.ClickAsync());
        using var zip = ZipFile.OpenRead(await download.PathAsync());
        Assert.NotNull(zip.GetEntry("channels.json"));
        Assert.NotNull(zip.GetEntry("users.json"));
        Assert.Contains(zip.Entries, entry => entry.FullName.StartsWith("general/", StringComparison.Ordinal));
    }
}
