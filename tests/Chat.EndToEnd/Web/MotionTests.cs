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

    private const string Settled = "async () => { await Promise.allSettled(document.getAnimations().map(a => a.finished)); }";

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
        await CheckAsync(ann, "a menu");
        await ann.Page.Keyboard.PressAsync("Escape");
        await ann.Page.Keyboard.PressAsync("Control+,");
        var dialog = ann.Page.GetByRole(AriaRole.Dialog, new() { Name = "Preferences" });
        await Expect(dialog).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Switch, new() { Name = "Enter sends the message" }).ClickAsync();
        await CheckAsync(ann, "a dialog");
        await ann.Page.Keyboard.PressAsync("Escape");

        Assert.InRange(await ann.Page.EvaluateAsync<double>("window.longest"), least, most);
    }

    private static async Task CheckAsync(Person person, string what)
    {
        await person.Page.EvaluateAsync(Settled);
        await person.CheckAsync(what);
    }
}
