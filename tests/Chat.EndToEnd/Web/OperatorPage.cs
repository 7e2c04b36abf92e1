using Chat.EndToEnd.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.EndToEnd.Web;

/// <summary>The operator's pages by what their parts are called, and what operators do there.</summary>
internal static class OperatorPage
{
    /// <summary>At <c>/operate</c>, or at a page that leads there.</summary>
    public static async Task SignInAsOperatorAsync(this Person operate)
    {
        await operate.TryOperatorKeyAsync();
        await Expect(operate.Page.GetByRole(AriaRole.Heading, new() { Name = "Teams", Exact = true })).ToBeVisibleAsync();
    }

    public static async Task TryOperatorKeyAsync(this Person operate)
    {
        await operate.Page.GetByLabel("Operator key").FillAsync(EmbeddedServer.OperatorKey);
        await operate.Page.GetByRole(AriaRole.Button, new() { Name = "Open", Exact = true }).ClickAsync();
    }

    /// <summary>Follows the link to the Orleans Dashboard, which shows its silos and grains, and comes to nothing that the browser refuses.</summary>
    public static async Task LooksAtDashboardAsync(this Person operate)
    {
        List<string> errors = [];
        operate.Context.Console += (_, message) =>
        {
            if (message.Type == "error")
                errors.Add(message.Text);
        };
        var dashboard = await operate.Page.RunAndWaitForPopupAsync(() => operate.Page.GetByRole(AriaRole.Link, new() { Name = "Orleans Dashboard" }).ClickAsync());
        await Expect(dashboard).ToHaveTitleAsync("Orleans Dashboard");
        await Expect(dashboard.GetByText("Silo Health").Or(dashboard.GetByText("Active Silos")).First).ToBeVisibleAsync();
        foreach (var (place, shown) in new[] { ("#/grains", "TeamDirectoryGrain"), ("#/silos", "Active") })
        {
            await dashboard.GotoAsync(new Uri(new Uri(dashboard.Url), place).ToString());
            await Expect(dashboard.GetByRole(AriaRole.Main).GetByText(shown).First).ToBeVisibleAsync();
        }
        await dashboard.ReloadAsync();
        await Expect(dashboard.GetByRole(AriaRole.Main).GetByText("Active").First).ToBeVisibleAsync();
        Assert.Empty(errors);
    }
}
