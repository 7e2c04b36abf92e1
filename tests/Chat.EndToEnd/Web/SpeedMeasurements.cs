using System.Diagnostics;
using System.Globalization;
using Chat.EndToEnd.Harness;
using Chat.EndToEnd.Transfer;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.EndToEnd.Web;

/// <summary>How fast the client is in a large team, on this machine and over the loopback. tests/web-speed.sh runs it; it asserts nothing about time.</summary>
public sealed class SpeedMeasurements(Chromium chromium)
{
    private const int People = 10_000;
    private const int Channels = 500;
    private const int Messages = 50_000;
    private const int Talkers = 10;

    private readonly List<string> _table = [];

    [Fact(Explicit = true)]
    public async Task Of_a_large_team()
    {
        using var folder = new TempFolder();
        await using var server = await EmbeddedServer.StartAsync(folder, new Dictionary<string, string>
        {
            ["Chat__Limits__RequestsPerSecond"] = "100000", ["Chat__Limits__RequestBurst"] = "100000", ["Chat__Limits__ConnectBurst"] = "100000",
            ["Chat__Transfer__ImportMessagesPerSecond"] = "100000",
        });
        string[] talkers = [.. Enumerable.Range(0, Talkers).Select(n => string.Create(CultureInfo.InvariantCulture, $"talker{n}"))];
        var team = await TestTeam.CreateAsync(new SlackApi(server.Address), talkers);
        await Imports.DoneAsync(team.Api, team.Id, LargeExport.Make(People, Channels, Messages, 30));
        Proof.Report(Line($"a team of {People:N0} with {Channels} channels, {Messages:N0} messages in one of them"));

        await MeasureOpening(team);
        await using var admin = await chromium.SignedInAsync(team, "admin");
        await Expect(admin.Composer("#general")).ToBeVisibleAsync();
        await MeasureSwitching(admin);
        await MeasureTyping(admin, team, talkers);
        await MeasureScrolling(admin);
        admin.NoErrors("the large team");
        foreach (var line in _table)
            Proof.Report(line);
    }

    private async Task MeasureOpening(TestTeam team)
    {
        List<double> cold = [], warm = [];
        for (var round = 0; round < 5; round++)
        {
            await using var admin = await chromium.SignedInAsync(team, "admin");
            cold.Add(await UsableAsync(admin));
            if (round == 0)
                await CountBytes(admin);
            await admin.Page.ReloadAsync();
            warm.Add(await UsableAsync(admin));
        }
        Add("from navigation to a composer one can type into, nothing cached", cold, "ms");
        Add("the same with scripts cached", warm, "ms");
    }

    private async Task CountBytes(Person admin)
    {
        var bytes = await admin.Page.EvaluateAsync<double[]>("""
            () => { const all = performance.getEntriesByType('resource'); const of = test => all.filter(test).reduce((sum, r) => sum + r.encodedBodySize, 0);
                    return [of(r => /\.js$/.test(r.name)), of(r => /\.css$/.test(r.name)), of(r => /\/(api|web)\//.test(r.name)), all.length]; }
            """);
        Add("first load: scripts over the wire", [bytes[0] / 1024], "KB");
        Add("first load: style sheets", [bytes[1] / 1024], "KB");
        Add("first load: answers of the API", [bytes[2] / 1024], "KB");
        Add("first load: requests", [bytes[3]], "");
    }

    /// <summary>Milliseconds from the navigation's start to the composer's focus, as the page's own clock has it.</summary>
    private static async Task<double> UsableAsync(Person person)
    {
        await Expect(person.Composer("#general")).ToBeFocusedAsync();
        // The moment at which it was there, and not that at which it was asked for: the longest paint but one is over then.
        return await person.Page.EvaluateAsync<double>("() => new Promise(done => requestAnimationFrame(() => done(window.composerAt ?? performance.now())))");
    }

    private async Task MeasureSwitching(Person admin)
    {
        var names = Enumerable.Range(1, 10).Select(LargeExport.ChannelName).ToArray();
        foreach (var name in names)
        {
            await admin.Row(name).ClickAsync();
            await Expect(admin.Message("number 29:")).ToBeVisibleAsync();
        }
        List<double> times = [];
        for (var round = 0; round < 3; round++)
        {
            foreach (var name in names)
                times.Add(await admin.Page.EvaluateAsync<double>("""
                    name => new Promise(done => {
                      const row = [...document.querySelectorAll('nav a[data-row]')].find(a => a.textContent.startsWith(name));
                      const start = performance.now();
                      row.click();
                      const look = () => document.querySelector('h1')?.textContent.includes(name) && document.querySelector('main [role=article]')
                        ? requestAnimationFrame(() => done(performance.now() - start)) : requestAnimationFrame(look);
                      look();
                    })
                    """, name));
        }
        Add("switching to a channel that was open before, until it is painted", times, "ms");
    }

    private async Task MeasureTyping(Person admin, TestTeam team, string[] talkers)
    {
        var channel = (await team.Api.Ok("conversations.list", team.Admin.Token, ("limit", 1000)))["channels"]!.AsArray()
            .Single(c => SlackApi.Text(c, "name") == LargeExport.ChannelName(1))!["id"]!.GetValue<string>();
        List<RtmClient> sockets = [];
        foreach (var name in talkers)
        {
            await team.Api.Ok("conversations.join", team[name].Token, ("channel", channel));
            sockets.Add(await RtmClient.ConnectAsync(team, name));
        }
        await admin.Row(LargeExport.ChannelName(1)).ClickAsync();
        var composer = admin.Composer("#" + LargeExport.ChannelName(1));
        await Expect(composer).ToBeFocusedAsync();
        await admin.Page.EvaluateAsync("""
            () => { window.keys = []; window.frames = []; let last = performance.now();
                    addEventListener('keydown', e => { const at = e.timeStamp; requestAnimationFrame(() => { const channel = new MessageChannel();
                      channel.port1.onmessage = () => window.keys.push(performance.now() - at); channel.port2.postMessage(0); }); }, true);
                    const frame = now => { window.frames.push(now - last); last = now; requestAnimationFrame(frame); }; requestAnimationFrame(frame); }
            """);
        await TypeAsync(composer);
        Add("a key until it is painted, nothing else going on", await TakeAsync(admin, "keys"), "ms");
        Add("between two frames meanwhile", await TakeAsync(admin, "frames"), "ms");

        using var enough = new CancellationTokenSource();
        var watch = Stopwatch.StartNew();
        var posting = Task.WhenAll(sockets.Select(socket => PostAsync(socket, channel, enough.Token)));
        await TypeAsync(composer);
        Add("a key until it is painted, while messages arrive in the open channel", await TakeAsync(admin, "keys"), "ms");
        Add("between two frames meanwhile", await TakeAsync(admin, "frames"), "ms");
        await enough.CancelAsync();
        var counts = await posting;
        Add("messages that arrived meanwhile", [counts.Sum() / watch.Elapsed.TotalSeconds], "/s");
        foreach (var socket in sockets)
            await socket.DisposeAsync();
        await composer.FillAsync("");
    }

    private static async Task<int> PostAsync(RtmClient socket, string channel, CancellationToken until)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1000.0 * Talkers / 100));
        var sent = 0;
        while (!until.IsCancellationRequested)
        {
            await socket.Post(channel, string.Create(CultureInfo.InvariantCulture, $"{socket.User.Name} says {++sent} things"));
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
        return sent;
    }

    private static Task TypeAsync(ILocator composer) => composer.PressSequentiallyAsync(
        "the quick brown fox jumps over the lazy dog and goes on to write a message of some length to see how that is", new() { Delay = 50 });

    private async Task MeasureScrolling(Person admin)
    {
        await admin.Row(LargeExport.LargeChannel).ClickAsync();
        await Expect(admin.Message("number 49999:")).ToBeVisibleAsync();
        var before = await NodesAsync(admin);
        var (most, memory) = (before, 0.0);
        var watch = Stopwatch.StartNew();
        var beginning = admin.Page.GetByText($"This is where #{LargeExport.LargeChannel} begins.");
        var steps = 0;
        while (watch.Elapsed < TimeSpan.FromMinutes(4) && !await beginning.IsVisibleAsync())
        {
            await admin.Page.EvaluateAsync("""
                () => new Promise(done => { const list = document.querySelector('main .ui-virtual'); list.scrollTop = Math.max(0, list.scrollTop - 2000);
                  requestAnimationFrame(() => requestAnimationFrame(done)); })
                """);
            if (++steps % 20 != 0)
                continue;
            most = Math.Max(most, await NodesAsync(admin));
            memory = Math.Max(memory, await MemoryAsync(admin));
        }
        var first = (await admin.TextsAsync())[0].Split(' ', ':')[1];
        Add("elements of the page before scrolling", [before], "");
        Add(Line($"the same at most, while scrolling from message {Messages - 1:N0} back to {first} in {watch.Elapsed.TotalSeconds:0} s"), [most], "");
        Add("memory of scripts meanwhile, at most, with what was not collected yet", [memory], "MB");
        var browser = await admin.Context.NewCDPSessionAsync(admin.Page);
        await browser.SendAsync("HeapProfiler.collectGarbage");
        Add("memory of scripts then, nothing uncollected", [await MemoryAsync(admin)], "MB");
    }

    private static Task<int> NodesAsync(Person admin) => admin.Page.EvaluateAsync<int>("document.querySelectorAll('*').length");

    private static Task<double> MemoryAsync(Person admin) => admin.Page.EvaluateAsync<double>("performance.memory.usedJSHeapSize / 1048576");

    private static async Task<double[]> TakeAsync(Person admin, string name) =>
        await admin.Page.EvaluateAsync<double[]>("name => { const taken = window[name].slice(); window[name].length = 0; return taken; }", name);

    private void Add(string what, IReadOnlyList<double> values, string unit)
    {
        var sorted = values.Order().ToArray();
        var shown = sorted.Length == 1
            ? Line($"{sorted[0],10:0.#}")
            : Line($"{sorted[sorted.Length / 2],10:0.#}   p95 {sorted[(int)(sorted.Length * 0.95)],8:0.#}   most {sorted[^1],8:0.#}");
        _table.Add($"{what,-100} {shown} {unit}");
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
