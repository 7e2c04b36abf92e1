using System.Collections.Concurrent;
using Chat.Tests.Storage;
using Chat.Unfurling;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Chat.Tests.Unfurling;

/// <summary>What is shown of each page of the site: fetched by the real client, over a real socket.</summary>
public sealed class PageTests(Web web) : IClassFixture<Web>
{
    private const string Failed = "unfurl_failed", Refused = "unfurl_refused", Nothing = "nothing";

    /// <summary>Path, and what is shown: title | text | image (thumb when small) | service | author.</summary>
    public static TheoryData<string, string> Pages => new()
    {
        // As large sites make them.
        { "/x-profile", "Ada Byte (@adabyte) on X|Builds small computers &amp; writes about them. \"Click.\" 🦕|thumb https://pbs.x.example/profile_images/1/ada_200x200.jpg|X (formerly Twitter)|" },
        { "/github", "GitHub - adabyte/relay: A relay &amp; a toy|A relay &amp; a toy. Contribute to adabyte/relay development.|https://opengraph.code.example/1f/adabyte/relay 1200x600|GitHub|" },
        { "/watch", "How relays work|Twelve minutes about relays.|https://i.video.example/vi/r1/hq.jpg 480x360|YouTube|Ada Byte https://video.example/@adabyte media" },
        { "/wiki", "Reed relay - Wikipedia||https://upload.wiki.example/r/1200px-Reed.jpg 1200x900|Wikimedia Foundation, Inc.|Contributors to Wikimedia projects" },
        { "/news", "Town builds the world’s largest relay|It clicks &amp; hums.|~/pictures/relay.jpg 1600x900|The Paper|Bob Ink ~/people/bob" },
        // Sources.
        { "/og", "Graph|described|~/i.png|site.example|" },
        { "/twitter", "Card|carded|thumb ~/c.png|site.example|" },
        { "/json-ld", "Soup|hot|~/soup.jpg|site.example|Cook" },
        { "/plain", "Plain page|what it says||site.example|Somebody" },
        { "/title-only", "Only|||site.example|" },
        { "/image-only", "||~/only.png|site.example|" },
        { "/mixed", "graph title|card text|~/ld.png|site.example|Ld Author" },
        { "/small-image", "Small||thumb ~/s.png 120x90|site.example|" },
        { "/nothing", Nothing },
        { "/bad-json-ld", "Still here|||site.example|" },
        // oEmbed.
        { "/oembed/good", "Embedded|graph text|~/t.png 600x400|Embeds|Ann https://a.example/ann" },
        { "/oembed/entities", "It’s &amp;amp; so|graph text||site.example|" },
        { "/oembed/photo", "A photo|graph text|~/photo.jpg 1024x768|site.example| media" },
        { "/oembed/bad", "own|graph text||site.example|" },
        { "/oembed/strange", "own|graph text||site.example|" },
        { "/oembed/surrogate", "own|graph text||site.example|" },
        { "/oembed/html", "own|graph text||site.example|" },
        { "/oembed/missing", "own|graph text||site.example|" },
        { "/oembed/huge", "own|graph text||site.example|" },
        { "/oembed/silent", "own|graph text||site.example|" },
        { "/oembed/redirecting", "Embedded|graph text|~/t.png 600x400|Embeds|Ann https://a.example/ann" },
        { "/oembed/redirecting-inside", "own|graph text||site.example|" },
        { "/oembed/private", "own|graph text||site.example|" },
        { "/oembed/file", "own|graph text||site.example|" },
        { "/oembed/xml", "own|||site.example|" },
        // Character sets.
        { "/charset/windows-1251-header", "Привет, мир|||site.example|" },
        { "/charset/koi8-r-meta", "Привет, мир|||site.example|" },
        { "/charset/iso-8859-5-header", "Привет|||site.example|" },
        { "/charset/windows-1250-meta", "Zażółć gęślą jaźń|||site.example|" },
        { "/charset/iso-8859-2-header", "Příliš žluťoučký|||site.example|" },
        { "/charset/windows-1252-unsaid", "Café “crème”|||site.example|" },
        { "/charset/latin1-is-windows-1252", "Price: 5 €|||site.example|" },
        { "/charset/iso-8859-15-header", "5 €|||site.example|" },
        { "/charset/windows-1253-header", "Γειά σου|||site.example|" },
        { "/charset/windows-1254-header", "İstanbul ğ|||site.example|" },
        { "/charset/windows-1255-header", "שלום|||site.example|" },
        { "/charset/windows-1256-meta", "مرحبا|||site.example|" },
        { "/charset/shift-jis-meta", "日本語のページ|||site.example|" },
        { "/charset/euc-jp-header", "日本語のページ|||site.example|" },
        { "/charset/gb2312-meta", "你好，世界|||site.example|" },
        { "/charset/gb18030-header", "你好，世界|||site.example|" },
        { "/charset/big5-header", "你好，世界|||site.example|" },
        { "/charset/euc-kr-meta", "안녕하세요|||site.example|" },
        { "/charset/utf-8-unsaid", "naïve 漢字|||site.example|" },
        { "/charset/header-beats-meta", "Привет|||site.example|" },
        { "/charset/unknown-header", "Привет|||site.example|" },
        { "/charset/meta-says-utf-16", "naïve|||site.example|" },
        { "/charset/utf-8-mark-beats-meta", "漢字|||site.example|" },
        { "/charset/utf-16-mark", "漢字|||site.example|" },
        { "/charset/http-equiv", "日本語|||site.example|" },
        // Markup.
        { "/relative/page", "Relative||~/relative/pic.png|site.example|" },
        { "/relative/base", "Based||~/other/pic.png|site.example|" },
        { "/double-entities", "Tom &amp;amp; Jerry &amp;lt;3|a &lt; b &amp; c 'd' …||site.example|" },
        { "/mentions", "&lt;!channel&gt; look|||site.example|" },
        { "/bad-images", "x|||site.example|A" },
        { "/svg-title", Nothing },
        { "/empty", Nothing },
        { "/deep", "Deep|||site.example|" },
        { "/deep-closed", "Deep|||site.example|" },
        { "/late", "Late|||site.example|" },
        { "/nested-as-usual", "Nested|||site.example|" },
        { "/many-tags", "Many|||site.example|" },
        { "/many-unclosed", "Unclosed|||site.example|" },
        { "/many-attributes", "Attributes|||site.example|" },
        { "/many-metas", "Metas|||site.example|" },
        { "/unclosed-comment", "Comment|||site.example|" },
        { "/unclosed-quote", "Quote|||site.example|" },
        // Transport.
        { "/gzip", "Sent|text||site.example|" },
        { "/br", "Sent|text||site.example|" },
        { "/deflate", "Sent|text||site.example|" },
        { "/gzip-bomb", "Sent|text||site.example|" },
        { "/br-bomb", "Sent|text||site.example|" },
        { "/gzip-twice", Failed },
        { "/gzip-not", Failed },
        { "/zstd", Failed },
        { "/404", Failed },
        { "/403", Failed },
        { "/500", Failed },
        { "/503", Failed },
        { "/204", Nothing },
        { "/json", Nothing },
        { "/pdf", Nothing },
        { "/octets", Nothing },
        { "/no-type", "Untyped|||site.example|" },
        { "/odd-type", "Odd|||site.example|" },
        { "/pictures/cat.png", "||~/pictures/cat.png|| media" },
        { "/drawing.svg", Nothing },
        { "/sound%20one.mp3", "sound one.mp3|||site.example| media" },
        { "/film.mp4", "film.mp4|||site.example| media" },
        { "/truncated", "Trunc|||site.example|" },
        { "/length-above", "Sent|text||site.example|" },
        { "/length-below", "Sent|||site.example|" },
        { "/endless", "Sent|text||site.example|" },
        { "/reset", Failed },
        { "/reset-in-body", Failed },
        { "/not-http", Failed },
        { "/huge-headers", Failed },
        // Redirects.
        { "/redirects/5", "Plain page|what it says||site.example|Somebody" },
        { "/redirects/6", Failed },
        { "/redirect-loop", Failed },
        { "/redirect-nowhere", Failed },
        { "/redirect-file", Failed },
        { "/redirect-private", Refused },
        { "/redirect-metadata", Refused },
        { "/redirect-decimal", Refused },
        { "/redirect-name-inside", Refused },
        { "/redirect-port", Refused },
        { "/redirect-user", Refused },
        { "/redirect-denied", Refused },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_is_shown_as_it_describes_itself(string path, string shown) =>
        Assert.Equal(shown, Text(await web.Look.Look(web.Site.Url(path))));

    [Theory]
    [InlineData("/silence")]
    [InlineData("/headers-then-silence")]
    [InlineData("/drip")]
    [InlineData("/drip-headers")]
    public async Task A_page_that_does_not_come_in_time_is_given_up(string path)
    {
        await using var hasty = new Web(new() { ["Chat:Unfurling:TotalTime"] = "00:00:00.5" });
        var look = hasty.Look.Look(hasty.Site.Url(path));
        Assert.Equal("unfurl_timeout", (await Waiting.For(look, "a page that never comes")).Failure);
    }

    [Fact]
    public async Task Texts_are_cut_at_whole_characters()
    {
        var shown = (await web.Look.Look(web.Site.Url("/long"))).Attachment!;
        Assert.Equal(new string('t', 299) + "…", shown.Title);
        Assert.Equal(701, shown.Text!.Length);
        shown = (await web.Look.Look(web.Site.Url("/huge-attribute"))).Attachment!;
        Assert.Equal(701, shown.Text!.Length);
        Assert.Null(shown.Image);
    }

    [Fact]
    public async Task Nothing_invisible_is_shown()
    {
        Assert.Equal("abc[31m evil d e ’f’", (await web.Look.Look(web.Site.Url("/controls"))).Attachment!.Title);
        var nul = (await web.Look.Look(web.Site.Url("/nul"))).Attachment!;
        Assert.Equal(("Nul", "text"), (nul.Title, nul.Text));
    }

    /// <summary>Elements that nest without end before anything is said leave nothing to show, and the process alive.</summary>
    [Fact]
    public async Task A_head_that_nests_without_end_does_no_harm() => Assert.Null((await web.Look.Look(web.Site.Url("/deep-head"))).Failure);

    [Fact]
    public async Task Crawlers_are_shown_whose_page_it_is_and_browsers_a_banner()
    {
        await using var browser = new Web(new() { ["Chat:Unfurling:UserAgent"] = "Mozilla/5.0 (X11; Linux x86_64)" });
        var shown = (await browser.Look.Look(browser.Site.Url("/x-profile"))).Attachment!;
        Assert.Equal(("X", "https://abs.x.example/banner.png"), (shown.Title, shown.Image));
    }

    [Fact]
    public async Task A_request_tells_nothing_of_who_asks()
    {
        for (var i = 0; i < 2; i++)
            await web.Look.Look(web.Site.Url("/cookie"));
        string[] told = ["GET", "Host", "User-Agent", "Accept", "Accept-Language", "Accept-Encoding"];
        var heads = web.Site.Requests.Where(request => request.Path == "/cookie").Select(request => request.Head).ToArray();
        Assert.Equal(2, heads.Length);
        Assert.All(heads, head => Assert.Equal(
            told.Order(StringComparer.Ordinal), head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split([':', ' '])[0]).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task No_log_names_what_was_linked()
    {
        var log = new Heard();
        await using var site = new FixtureSite();
        await using var parts = Web.Compose(Web.Settings(site), new Names(), logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        var look = (PageLook)parts.GetService(typeof(PageLook))!;
        foreach (var url in (Uri[])[site.Url("/503"), site.Url("/reset"), site.Url("/plain"), site.Url("/", "unknown.example")])
            await look.Look(url);
        Assert.DoesNotContain(log.Lines, line => line.Contains(".example", StringComparison.Ordinal) || line.Contains("/503", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_fails_in_passing_is_asked_for_once_more_and_not_twice()
    {
        await using var own = new Web();
        foreach (var path in (string[])["/503", "/500", "/404", "/reset"])
            await own.Look.Look(own.Site.Url(path));
        Assert.Equal([2, 1, 1, 2], ((string[])["/503", "/500", "/404", "/reset"]).Select(own.Site.Count));
        var asked = 0;
        var recovered = FixtureAnswers.Html("<title>Recovered</title>");
        own.Site.Serve("/recovers", (request, stream, ct) => (Interlocked.Increment(ref asked) == 1 ? FixtureAnswers.Reset("") : recovered)(request, stream, ct));
        Assert.Equal("Recovered", (await own.Look.Look(own.Site.Url("/recovers"))).Attachment?.Title);
        Assert.Equal(2, asked);
    }

    [Theory]
    [InlineData("/max-age", 7200, true)]
    [InlineData("/max-age-with-age", 3600, true)]
    [InlineData("/max-age-year", 86_400, true)]
    [InlineData("/expires", 10_800, true)]
    [InlineData("/expires-0", 300, true)]
    [InlineData("/no-cache", 300, true)]
    [InlineData("/no-store", 300, false)]
    [InlineData("/private", 300, false)]
    [InlineData("/plain", 3600, true)]
    public async Task A_page_says_how_long_it_is_good_within_bounds(string path, int seconds, bool mayStore)
    {
        var outcome = await web.Look.Look(web.Site.Url(path));
        Assert.Equal((TimeSpan.FromSeconds(seconds), mayStore), (outcome.FreshFor, outcome.MayStore));
    }

    private sealed class Heard : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Lines.Enqueue($"{state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }

    private string Text(LookOutcome outcome)
    {
        if (outcome.Failure is { } failure)
            return failure;
        if (outcome.Attachment is not { } shown)
            return Nothing;
        var size = shown.ImageWidth > 0 ? $" {shown.ImageWidth}x{shown.ImageHeight}" : "";
        var author = shown.AuthorLink is { } link ? $"{shown.AuthorName} {link}" : shown.AuthorName;
        var text = $"{shown.Title}|{shown.Text}|{(shown.IsThumb ? "thumb " : "")}{shown.Image}{size}|{shown.ServiceName}|{author}{(outcome.IsMedia ? " media" : "")}";
        return text.Replace(web.Site.Url("/").AbsoluteUri, "~/", StringComparison.Ordinal);
    }
}
