using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Chat.EndToEnd.Web;

/// <summary>Somebody at a browser: finds things as people do, by what they are called. What the page reports as an error fails the test that looks.</summary>
public sealed class Person : IAsyncDisposable
{
    public const int PatienceMs = 15_000;

    /// <summary>Of the rest, which is most of a page, axe tells one example a rule.</summary>
    private static readonly HashSet<ResultType> OnlyWhatIsWrong = [ResultType.Violations];

    private static readonly AxeRunOptions Wcag = new()
    {
        ResultTypes = OnlyWhatIsWrong,
        RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] },
    };

    private static readonly AxeRunOptions Colours = new() { ResultTypes = OnlyWhatIsWrong, RunOnly = new RunOnlyOptions { Type = "rule", Values = ["color-contrast"] } };

    /// <summary>
    /// When new colours are drawn and no transition is under way; or after a while, since a page that another one stands before (the rules are looked at in one of their
    /// own) may not be drawn.
    /// </summary>
    private const string Settled = """
        () => Promise.race([
          new Promise(resolve => setTimeout(resolve, 3000)),
          (async () => { for (let n = 0; n < 2; n++) await new Promise(requestAnimationFrame); await Promise.allSettled(document.getAnimations().map(a => a.finished)); })(),
        ])
        """;

    /// <summary>Nothing in a page takes so long; what the browser's driver does has no time-out of its own.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly IBrowserContext _context;
    private readonly List<string> _errors = [];
    private volatile bool _isExamined;

    public Person(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.PageError += (_, error) => Note(error);
        page.Console += (_, message) =>
        {
            // The browser itself notes each answer that is an error; those are the server's, and expected here and there.
            if (!_isExamined && message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)
                && !message.Text.StartsWith("WebSocket connection to", StringComparison.Ordinal))
                Note(message.Text);
        };
    }

    public IPage Page { get; }

    public IBrowserContext Context => _context;

    /// <summary>Nothing on the page now breaks the rules of WCAG 2.1 AA as far as a machine can tell, and no script has failed.</summary>
    public async Task CheckAsync(string what)
    {
        await MustKeepAsync(Wcag, what);
        NoErrors(what);
    }

    /// <summary>The same, and colours that can be told apart in both themes.</summary>
    public async Task CheckInBothThemesAsync(string what)
    {
        await CheckAsync(what);
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await SettleAsync();
        await MustKeepAsync(Colours, what + ", dark");
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await SettleAsync();
    }

    /// <summary>The same in a window as wide as a telephone, in which nothing has to be scrolled sideways.</summary>
    public async Task CheckNarrowAsync(string what)
    {
        var wide = Page.ViewportSize!;
        await Page.SetViewportSizeAsync(360, 740);
        await SettleAsync();
        await CheckAsync(what + ", narrow");
        Assert.True(await Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 360, $"{what} is wider than the window.");
        await Page.SetViewportSizeAsync(wide.Width, wide.Height);
    }

    /// <summary>
    /// At 200 %, as browsers enlarge a page of 1280 by 1024 and as they enlarge text alone: nothing has to be scrolled sideways, and what is named is whole in
    /// the window and covered by nothing.
    /// </summary>
    public async Task CheckEnlargedAsync(string what, params IReadOnlyList<ILocator> within)
    {
        var before = Page.ViewportSize!;
        await Page.SetViewportSizeAsync(640, 512);
        await MustBeReachedAsync(what + " at 200 %", within);
        await Page.SetViewportSizeAsync(1280, 1024);
        await Page.EvaluateAsync("() => { document.documentElement.style.fontSize = '200%'; }");
        await MustBeReachedAsync(what + " with text at 200 %", within);
        await Page.EvaluateAsync("() => { document.documentElement.style.fontSize = ''; }");
        await Page.SetViewportSizeAsync(before.Width, before.Height);
    }

    private async Task MustBeReachedAsync(string what, IReadOnlyList<ILocator> within)
    {
        await SettleAsync();
        Assert.True(await Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{what} is wider than the window.");
        foreach (var part in within)
        {
            var found = 0;
            foreach (var control in await part.AllAsync())
            {
                if (!await control.IsVisibleAsync() || !await control.IsEnabledAsync())
                    continue;
                found++;
                await Assertions.Expect(control).ToBeInViewportAsync(new() { Ratio = 0.99f });
                // What would take a click in its place fails it.
                await control.ClickAsync(new() { Trial = true });
            }
            Assert.True(found > 0, $"{what}: nothing to reach.");
        }
        NoErrors(what);
    }

    /// <summary>Waits until what has changed is drawn and moves no more.</summary>
    public Task SettleAsync() => Page.EvaluateAsync(Settled).WaitAsync(Longest);

    public void NoErrors(string what)
    {
        lock (_errors)
            Assert.True(_errors.Count == 0, $"{what}: {string.Join('\n', _errors)}");
    }

    private async Task MustKeepAsync(AxeRunOptions rules, string what)
    {
        // What the examination itself tries, such as a style on an element, is refused and is not the page's.
        _isExamined = true;
        var found = await Page.RunAxe(rules).WaitAsync(Longest);
        _isExamined = false;
        var violations = found.Violations.Select(v => $"{v.Id} ({v.Help}): {string.Join("; ", v.Nodes.Take(5).Select(n => $"{n.Target} {n.Html} {n.Any.FirstOrDefault()?.Message}"))}").ToArray();
        Assert.True(violations.Length == 0, $"{what}: {string.Join('\n', violations)}");
    }

    public ValueTask DisposeAsync() => new(_context.CloseAsync());

    private void Note(string error)
    {
        lock (_errors)
            _errors.Add(error);
    }
}
