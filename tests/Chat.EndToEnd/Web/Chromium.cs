using Chat.EndToEnd.Web;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Chat.EndToEnd.Web;

/// <summary>Debian's Chromium, without a window; one process for all tests, each person in it with cookies and storage of their own. Started by the first that asks.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>The second line: it looks for nothing on the Internet by itself.</summary>
    private static readonly string[] Switches =
    [
        "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly Lazy<Task<(IPlaywright Driver, IBrowser Browser)>> _started = new(StartAsync);

    /// <summary>A person at a browser window.</summary>
    public async Task<Person> OpenAsync(Uri server, BrowserNewContextOptions? options = null)
    {
        var (_, browser) = await _started.Value;
        options ??= new BrowserNewContextOptions();
        options.BaseURL = server.ToString();
        options.Locale ??= "en-GB";
        options.ViewportSize ??= new ViewportSize { Width = 1280, Height = 800 };
        options.ReducedMotion ??= ReducedMotion.Reduce;
        var context = await browser.NewContextAsync(options);
        context.SetDefaultTimeout(Person.PatienceMs);
        return new Person(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (!_started.IsValueCreated || !_started.Value.IsCompletedSuccessfully)
            return;
        var (driver, browser) = await _started.Value;
        await browser.CloseAsync();
        driver.Dispose();
    }

    private static async Task<(IPlaywright, IBrowser)> StartAsync()
    {
        var path = Places.FirstOrDefault(File.Exists) ?? throw new FileNotFoundException("Chromium is missing: install Debian's package chromium (./test.sh does).");
        Assertions.SetDefaultExpectTimeout(Person.PatienceMs);
        var driver = await Playwright.CreateAsync();
        return (driver, await driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = path, Args = Switches }));
    }
}
