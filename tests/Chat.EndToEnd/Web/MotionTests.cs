using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.EndToEnd.Web;

/// <summary>Whoever asks the system for less motion sees none.</summary>
public sealed class MotionTests(WebServer server, Chromium chromium)
{
    /// <summary>Notes the longest of what moves, from its beginning with its delay to its end, in milliseconds.</summary>
    private const string Watching = """
        window.longest = 0;
        const note = () => { for (const a of document.getAnimations()) window.longest = Math.max(window.longest, a.effect.getComputedTiming().endTime); };
        for (const kind of ['transitionrun', 'animationstart']) document.addEventListener(kind, note, true);
        """;

    [Theory]
    [InlineData(ReducedMotion.Reduce, 0, 10)]
    [InlineData(ReducedMotion.NoPreference, 50, double.PositiveInfinity)]
    public async Task Menus_and_dialogs_move_as_their_reader_likes_it(ReducedMotion motion, double least, double most)
    {
        var team = await server.NewTeamAsync("ann");
        await using var ann = await chromium.SignedInAsync(team, "ann", "about:blank", new() { ReducedMotion = motion });
        await ann.Context.AddInitScriptAsync(Watching);
        await ann.Page.GotoAsync($"/client/{team.General}");
        await ann.SayAsync("#general", "Nothing moves here");
        await ann.Page.EvaluateAsync("() => { window.longest = 0; }");

        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "Details of #general" }).ClickAsync();
        await Expect(ann.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Edit topic" })).ToBeVisibleAsync();
        await CheckAsync(ann, "a menu", motion);
        await ann.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Edit topic" }).ClickAsync();
        var dialog = ann.Page.GetByRole(AriaRole.Dialog, new() { Name = "Edit topic" });
        await Expect(dialog).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).HoverAsync();
        await CheckAsync(ann, "a dialog", motion);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await ann.ChooseAsync(ann.Message("Nothing moves here"), "Copy link");
        await Expect(ann.Page.GetByRole(AriaRole.Log, new() { Name = "Notices" })).ToContainTextAsync(new Regex("in the clipboard|did not allow copying"));
        await CheckAsync(ann, "a notice", motion);

        Assert.InRange(await ann.Page.EvaluateAsync<double>("window.longest"), least, most);
    }

    /// <summary>Everything has come to rest; the rules are kept where it moved, as other tests have it where it does not.</summary>
    private static async Task CheckAsync(Person person, string what, ReducedMotion motion)
    {
        await person.SettleAsync();
        if (motion == ReducedMotion.NoPreference)
            await person.CheckAsync(what);
        person.NoErrors(what);
    }
}
