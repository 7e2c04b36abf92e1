using Chat.EndToEnd.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.EndToEnd.Web;

/// <summary>What a link leads to is shown while it is typed, and sent along or not.</summary>
public sealed class LinkPreviewTests(WebServer server, Chromium chromium)
{
    [Fact]
    public async Task A_link_is_shown_while_typing_and_goes_with_the_message_or_not()
    {
        var team = await server.NewTeamAsync("ann", "bob");
        await using var ann = await chromium.SignedInAsync(team, "ann");
        await using var bob = await chromium.SignedInAsync(team, "bob");
        var previews = ann.Page.GetByRole(AriaRole.List, new() { Name = "Link previews" });

        await ann.Composer("#general").FillAsync("without: " + server.Url("/wiki"));
        await Expect(previews).ToContainTextAsync("Reed relay - Wikipedia");
        await previews.GetByRole(AriaRole.Button, new() { Name = "Send without preview" }).ClickAsync();
        await Expect(previews).ToBeHiddenAsync();
        await Expect(ann.Page.GetByText("This message will be sent without link previews.")).ToBeVisibleAsync();
        await ann.Composer("#general").PressAsync("Enter");
        await Expect(bob.Message("without:")).ToBeVisibleAsync();

        await ann.Composer("#general").FillAsync("with: " + server.Url("/x-profile"));
        await Expect(previews).ToContainTextAsync("Ada Byte (@adabyte) on X");
        await ann.Page.Mouse.MoveAsync(0, 0);
        await ann.CheckAsync("a preview while typing");
        await ann.Composer("#general").PressAsync("Enter");
        await Expect(previews).ToBeHiddenAsync();
        foreach (var person in new[] { ann, bob })
        {
            await Expect(person.Message("with:")).ToContainTextAsync("Ada Byte (@adabyte) on X");
            await Expect(person.Message("without:")).Not.ToContainTextAsync("Reed relay");
        }
        await bob.CheckAsync("a message with a preview");

        // The server, too, has nothing left to look at.
        await Eventually.True(
            async () => (await team.Api.Admin(HttpMethod.Get, $"admin/jobs?kind=unfurl&team={team.Id}"))["jobs"]!.AsArray().Count == 0,
            Eventually.Usual, () => "the previews to be done");
        var without = (await team.HistoryAsync("bob", team.General)).Single(m => SlackApi.Text(m, "text").StartsWith("without:", StringComparison.Ordinal));
        Assert.Null(without["attachments"]);
    }
}
