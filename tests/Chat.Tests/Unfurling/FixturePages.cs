using static Chat.Tests.Unfurling.FixtureAnswers;

namespace Chat.Tests.Unfurling;

using Page = Func<FixtureRequest, Stream, CancellationToken, Task>;

/// <summary>The pages of <see cref="FixtureSite"/>, written for it; their names say what is the matter with them.</summary>
internal static class FixturePages
{
    public static readonly Page Missing = Answer("<title>Not found</title>"u8.ToArray(), "Content-Type: text/html\r\n", "404 Not Found");

    public static Dictionary<string, Page> All(int port)
    {
        var pages = new Dictionary<string, Page>(StringComparer.Ordinal);
        AddProfiles(pages);
        AddSources(pages);
        AddOEmbed(pages, $"http://{FixtureSite.Host}:{port}");
        AddCharacterSets(pages);
        AddMarkup(pages);
        AddTransport(pages);
        AddRedirects(pages);
        return pages;
    }

    /// <summary>Pages as large sites make them.</summary>
    private static void AddProfiles(Dictionary<string, Page> pages)
    {
        // Tells crawlers whose page it is, and browsers next to nothing.
        pages["/x-profile"] = (request, stream, ct) => (request.Header("User-Agent")?.Contains("bot", StringComparison.OrdinalIgnoreCase) == true ? XProfile : XForBrowsers)(request, stream, ct);
        pages["/github"] = Html("""
            <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>GitHub - adabyte/relay: A relay &amp; a toy</title>
            <link rel="icon" class="js-site-favicon" type="image/svg+xml" href="https://assets.code.example/favicons/favicon.svg">
            <meta name="twitter:image" content="https://opengraph.code.example/1f/adabyte/relay"><meta name="twitter:site" content="@github">
            <meta name="twitter:card" content="summary_large_image"><meta name="twitter:title" content="GitHub - adabyte/relay: A relay &amp; a toy">
            <meta name="twitter:description" content="A relay &amp; a toy. Contribute to adabyte/relay development.">
            <meta property="og:image" content="https://opengraph.code.example/1f/adabyte/relay"><meta property="og:image:alt" content="A relay">
            <meta property="og:image:width" content="1200"><meta property="og:image:height" content="600"><meta property="og:site_name" content="GitHub">
            <meta property="og:type" content="object"><meta property="og:title" content="GitHub - adabyte/relay: A relay &amp; a toy">
            <meta property="og:description" content="A relay &amp; a toy. Contribute to adabyte/relay development."></head><body>…</body></html>
            """);
        pages["/watch"] = Html("""
            <!DOCTYPE html><html><head><title>How relays work - YouTube</title><meta name="title" content="How relays work">
            <meta name="description" content="Twelve minutes about relays."><link rel="shortcut icon" href="/s/favicon.ico" type="image/x-icon">
            <link rel="alternate" type="application/json+oembed" href="/oembed?url=watch&amp;format=json" title="How relays work">
            <meta property="og:site_name" content="YouTube"><meta property="og:title" content="How relays work">
            <meta property="og:image" content="https://i.video.example/vi/r1/maxres.jpg"><meta property="og:image:width" content="1280">
            <meta property="og:image:height" content="720"><meta property="og:description" content="Twelve minutes about relays.">
            <meta property="og:type" content="video.other"><meta name="twitter:card" content="player"></head><body></body></html>
            """);
        pages["/oembed?url=watch&format=json"] = Json("""
            {"title":"How relays work","author_name":"Ada Byte","author_url":"https://video.example/@adabyte","type":"video","height":113,"width":200,
             "version":"1.0","provider_name":"YouTube","provider_url":"https://video.example/","thumbnail_height":360,"thumbnail_width":480,
             "thumbnail_url":"https://i.video.example/vi/r1/hq.jpg","html":"<iframe src=\"https://video.example/embed/r1\"></iframe>"}
            """);
        pages["/wiki"] = Html("""
            <!DOCTYPE html><html class="client-nojs"><head><meta charset="UTF-8"><title>Reed relay - Wikipedia</title>
            <meta name="generator" content="MediaWiki 1.45"><meta property="og:image" content="https://upload.wiki.example/r/1200px-Reed.jpg">
            <meta property="og:image:width" content="1200"><meta property="og:image:height" content="900">
            <meta property="og:title" content="Reed relay - Wikipedia"><meta property="og:type" content="website">
            <link rel="icon" href="/static/favicon/wikipedia.ico"></head><body><h1>Reed relay</h1>
            <script type="application/ld+json">{"@context":"https:\/\/schema.org","@type":"Article","name":"Reed relay","url":"https:\/\/wiki.example\/Reed_relay",
            "author":{"@type":"Organization","name":"Contributors to Wikimedia projects"},"publisher":{"@type":"Organization","name":"Wikimedia Foundation, Inc."},
            "headline":"switch that is opened by a magnet"}</script></body></html>
            """);
        pages["/news"] = Html("""
            <!doctype html><html><head><title>Town builds the world’s largest relay | The Paper</title>
            <script type="application/ld+json">{"@context":"https://schema.org","@graph":[
              {"@type":"WebSite","@id":"#site","name":"The Paper","url":"/"},
              {"@type":"WebPage","@id":"#page","name":"A page","breadcrumb":{"@id":"#crumbs"}},
              {"@type":["NewsArticle","Article"],"headline":"Town builds the world&#8217;s largest relay","description":"It clicks &amp; hums.",
               "image":[{"@id":"#picture"}],"author":[{"@type":"Person","name":"Bob Ink","url":"/people/bob","image":"/people/bob.jpg"}],"publisher":{"@id":"#paper"}},
              {"@type":"ImageObject","@id":"#picture","url":"/pictures/relay.jpg","width":"1600","height":900},
              {"@type":"NewsMediaOrganization","@id":"#paper","name":"The Paper"}]}</script></head><body></body></html>
            """);
    }

    private static readonly Page XProfile = Html("""
        <!DOCTYPE html><html dir="ltr" lang="en"><head><meta charset="utf-8"/><link rel="shortcut icon" href="//abs.x.example/favicons/x.ico"/>
        <title>Ada Byte (@adabyte) / X</title><meta property="og:site_name" content="X (formerly Twitter)"/>
        <meta property="og:type" content="profile"/><meta property="og:title" content="Ada Byte (@adabyte) on X"/>
        <meta property="og:description" content="Builds small computers &amp; writes about them. &quot;Click.&quot; 🦕"/>
        <meta property="og:image" content="https://pbs.x.example/profile_images/1/ada_200x200.jpg"/>
        <meta name="twitter:card" content="summary"/></head><body></body></html>
        """);

    private static readonly Page XForBrowsers = Html("""
        <!DOCTYPE html><html><head><title>X</title><meta property="og:image" content="https://abs.x.example/banner.png"/></head><body></body></html>
        """);

    private static void AddSources(Dictionary<string, Page> pages)
    {
        pages["/og"] = Html("""<head><meta property=og:title content="Graph"><meta property="og:description" content="described"><meta property="og:image" content="/i.png"></head>""");
        pages["/twitter"] = Html("""<head><meta name="twitter:card" content="summary"><meta name="twitter:title" content="Card"><meta name="twitter:description" content="carded"><meta name="twitter:image" content="/c.png"></head>""");
        pages["/json-ld"] = Html("""<script type="application/ld+json">{"@type":"Recipe","name":"Soup","description":"hot","image":["/soup.jpg"],"author":"Cook"}</script>""");
        pages["/plain"] = Html("<title> Plain\n  page </title><meta name='description' content='what it says'><meta name=author content=Somebody>");
        pages["/title-only"] = Html("<TITLE>Only</TITLE>");
        pages["/image-only"] = Html("""<meta property="og:image" content="/only.png">""");
        pages["/mixed"] = Html("""
            <title>last</title><meta name="description" content="plain text"><meta property="og:title" content="graph title"><meta name="twitter:title" content="card title">
            <meta name="twitter:description" content="card text"><meta property="og:description" content="  ">
            <script type="application/ld+json">{"@type":"Article","headline":"ld title","description":"ld text","image":"/ld.png","author":{"name":"Ld Author"}}</script>
            """);
        pages["/small-image"] = Html("""<meta property="og:title" content="Small"><meta property="og:image" content="/s.png"><meta property="og:image:width" content="120"><meta property="og:image:height" content="90">""");
        pages["/nothing"] = Html("<html><head></head><body><p>Hello</p></body></html>");
        pages["/bad-json-ld"] = Html("""<title>Still here</title><script type="application/ld+json">{"@type":"Article","headline":</script><script type="application/ld+json">[[[[[{"name":"\ud800"}]]]]]</script>""");
    }

    private static void AddOEmbed(Dictionary<string, Page> pages, string site)
    {
        Linked("good", Json("""{"type":"link","title":"Embedded","author_name":"Ann","author_url":"https://a.example/ann","provider_name":"Embeds","thumbnail_url":"/t.png","thumbnail_width":600,"thumbnail_height":400}"""));
        Linked("entities", Json("""{"type":"rich","title":"It&#8217;s &amp;amp; so"}"""));
        Linked("photo", Json("""{"type":"photo","title":"A photo","url":"/photo.jpg","width":"1024","height":768}"""));
        Linked("bad", Json("""{"type":"link","title":"""));
        Linked("strange", Json("""{"type":7,"title":["x"],"author_name":{"a":1},"thumbnail_url":null,"thumbnail_width":-5}"""));
        Linked("surrogate", Json("""{"type":"link","title":"\ud83d"}"""));
        Linked("html", Html("<title>no json</title>"));
        Linked("missing", Missing);
        Linked("huge", async (_, stream, ct) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{\"title\":\""u8.ToArray(), ct);
            while (true)
                await stream.WriteAsync(new byte[64 * 1024].AsMemory(), ct);
        });
        Linked("silent", Silence(""));
        Linked("redirecting", Redirect("/oembed/good.json"));
        Linked("redirecting-inside", Redirect("http://169.254.169.254/latest/meta-data/"));
        pages["/oembed/private"] = Page("http://10.0.0.1/oembed");
        pages["/oembed/file"] = Page("file:///etc/passwd");
        pages["/oembed/xml"] = Html("""<title>own</title><link rel="alternate" type="text/xml+oembed" href="/oembed/good.json">""");

        void Linked(string name, Page answer)
        {
            pages[$"/oembed/{name}"] = Page($"{site}/oembed/{name}.json");
            pages[$"/oembed/{name}.json"] = answer;
        }

        static Page Page(string address) => Html($"""
            <title>own</title><link rel="alternate" type="application/json+oembed" href="{address}"><meta property="og:description" content="graph text">
            """);
    }

    private static void AddCharacterSets(Dictionary<string, Page> pages)
    {
        Add("windows-1251-header", "Привет, мир", 1251, "windows-1251", null);
        Add("koi8-r-meta", "Привет, мир", 20866, null, "koi8-r");
        Add("iso-8859-5-header", "Привет", 28595, "ISO-8859-5", null);
        Add("windows-1250-meta", "Zażółć gęślą jaźń", 1250, null, "windows-1250");
        Add("iso-8859-2-header", "Příliš žluťoučký", 28592, "iso-8859-2", null);
        Add("windows-1252-unsaid", "Café “crème”", 1252, null, null);
        Add("latin1-is-windows-1252", "Price: 5 €", 1252, "ISO-8859-1", null);
        Add("iso-8859-15-header", "5 €", 28605, "iso-8859-15", null);
        Add("windows-1253-header", "Γειά σου", 1253, "windows-1253", null);
        Add("windows-1254-header", "İstanbul ğ", 1254, "windows-1254", null);
        Add("windows-1255-header", "שלום", 1255, "windows-1255", null);
        Add("windows-1256-meta", "مرحبا", 1256, null, "windows-1256");
        Add("shift-jis-meta", "日本語のページ", 932, null, "Shift_JIS");
        Add("euc-jp-header", "日本語のページ", 51932, "EUC-JP", null);
        Add("gb2312-meta", "你好，世界", 936, null, "gb2312");
        Add("gb18030-header", "你好，世界", 54936, "gb18030", null);
        Add("big5-header", "你好，世界", 950, "big5", null);
        Add("euc-kr-meta", "안녕하세요", 949, null, "euc-kr");
        Add("utf-8-unsaid", "naïve 漢字", 65001, null, null);
        Add("header-beats-meta", "Привет", 1251, "windows-1251", "utf-8");
        Add("unknown-header", "Привет", 20866, "no-such-set", "koi8-r");
        Add("meta-says-utf-16", "naïve", 65001, null, "utf-16");
        pages["/charset/utf-8-mark-beats-meta"] = Encoded(Text("漢字", "windows-1251"), 65001, null, [0xef, 0xbb, 0xbf]);
        pages["/charset/utf-16-mark"] = Encoded(Text("漢字", null), 1200, null, [0xff, 0xfe]);
        pages["/charset/http-equiv"] = Encoded("""<meta http-equiv="Content-Type" content="text/html; charset=shift_jis"><title>日本語</title>""", 932, null);

        void Add(string name, string title, int codePage, string? header, string? meta) => pages[$"/charset/{name}"] = Encoded(Text(title, meta), codePage, header);

        static string Text(string title, string? meta) => $"<html><head>{(meta is null ? "" : $"<meta charset=\"{meta}\">")}<title>{title}</title></head></html>";
    }

    private static void AddMarkup(Dictionary<string, Page> pages)
    {
        pages["/relative/page"] = Html("""<title>Relative</title><meta property="og:image" content="pic.png"><link rel="icon" href="../icon.png">""");
        pages["/relative/base"] = Html("""<base href="/other/"><title>Based</title><meta property="og:image" content="pic.png"><link rel="icon" href="//icons.example/i.png">""");
        pages["/double-entities"] = Html("""<meta property="og:title" content="Tom &amp;amp; Jerry &amp;lt;3"><meta property="og:description" content="a &lt; b &amp; c &#39;d&#39; &hellip;">""");
        pages["/controls"] = Html("<title>a&#0;b\u0007c&#27;[31m \u202Eevil\u202C  d\r\n\te &#146;f&#146; \u200B\uFEFF</title>");
        pages["/mentions"] = Html("<title>&lt;!channel&gt; look</title>");
        pages["/long"] = Html($"""<title>{new string('t', 299)}😀{new string('t', 9)}</title><meta name="description" content="{new string('d', 5000)}">""");
        pages["/bad-images"] = Html("""
            <title>Images</title><meta property="og:image" content="javascript:alert(1)"><meta name="twitter:image" content="http://192.168.0.1/camera.jpg">
            <script type="application/ld+json">{"@type":"Article","name":"x","image":"data:image/png;base64,AAAA","author":{"name":"A","url":"http://user:pass@a.example/"}}</script>
            <link rel="icon" href="http://localhost:9/i.ico"><meta name="image" content="ftp://files.example/a.png">
            """);
        pages["/svg-title"] = Html("""<body><svg><title>A drawing</title></svg></body>""");
        pages["/empty"] = Html("");
        pages["/nul"] = Html("<ti\0tle>x</title>\0<title>Nu\0l</title><meta name=\"description\" content=\"te\0xt\">");
        pages["/deep"] = Html("<html><head><title>Deep</title></head><body>" + string.Concat(Enumerable.Repeat("<div>", 200_000)));
        pages["/deep-head"] = Html(string.Concat(Enumerable.Repeat("<b>", 200_000)) + "<title>Deep</title>");
        pages["/deep-closed"] = Html("<title>Deep</title><body>" + string.Concat(Enumerable.Repeat("<span>", 9_000)) + string.Concat(Enumerable.Repeat("</span>", 9_000)));
        pages["/late"] = Html("<html><body>" + string.Concat(Enumerable.Repeat("<div><ul><li>a<li>b</ul><p>c<br></div>\n", 2_000))
            + """<script type="application/ld+json">{"@type":"Article","headline":"Late"}</script></body></html>""");
        pages["/nested-as-usual"] = Html("<html><body>" + string.Concat(Enumerable.Repeat("<div>", 200))
            + """<script type="application/ld+json">{"@type":"Article","headline":"Nested"}</script>""" + string.Concat(Enumerable.Repeat("</div>", 200)));
        pages["/many-tags"] = Html("<title>Many</title>" + string.Concat(Enumerable.Repeat("<p>", 400_000)));
        pages["/many-unclosed"] = Html("<title>Unclosed</title>" + string.Concat(Enumerable.Repeat("<li><table><tr><td><a href=x>", 40_000)));
        pages["/many-attributes"] = Html("<title>Attributes</title><p " + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"a{i}=b ")) + ">");
        pages["/many-metas"] = Html("<title>Metas</title>" + string.Concat(Enumerable.Range(0, 15_000).Select(i => $"<meta name=n{i} content=c>")));
        pages["/huge-attribute"] = Html($"""<title>Huge</title><meta property="og:description" content="{new string('x', 1_500_000)}"><meta property="og:image" content="http://i.example/{new string('y', 100_000)}">""");
        pages["/unclosed-comment"] = Html("<title>Comment</title><!-- " + new string('-', 1_000_000));
        pages["/unclosed-quote"] = Html("<title>Quote</title><meta name=\"description\" content=\"" + string.Concat(Enumerable.Repeat("<a b='", 100_000)));
    }

    private static void AddTransport(Dictionary<string, Page> pages)
    {
        const string Page = "<title>Sent</title><meta name=\"description\" content=\"text\">";
        pages["/gzip"] = Compressed(Page, "gzip");
        pages["/br"] = Compressed(Page, "br");
        pages["/deflate"] = Compressed(Page, "deflate");
        pages["/gzip-bomb"] = Bomb(Page, "gzip", 1024);
        pages["/br-bomb"] = Bomb(Page, "br", 1024);
        pages["/gzip-twice"] = Answer([1, 2, 3], "Content-Type: text/html\r\nContent-Encoding: gzip, gzip\r\n");
        pages["/gzip-not"] = Answer("<title>plain</title>"u8.ToArray(), "Content-Type: text/html\r\nContent-Encoding: gzip\r\n");
        pages["/zstd"] = Answer([1, 2, 3], "Content-Type: text/html\r\nContent-Encoding: zstd\r\n");
        pages["/500"] = Answer("<title>Oops</title>"u8.ToArray(), "Content-Type: text/html\r\n", "500 Internal Server Error");
        pages["/403"] = Answer("<title>No</title>"u8.ToArray(), "Content-Type: text/html\r\n", "403 Forbidden");
        pages["/503"] = Answer([], "Retry-After: 60\r\n", "503 Service Unavailable");
        pages["/204"] = Raw("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
        pages["/json"] = Json("""{"title":"not a page"}""");
        pages["/pdf"] = Answer("%PDF-1.7"u8.ToArray(), "Content-Type: application/pdf\r\n");
        pages["/octets"] = Answer("<title>Hidden</title>"u8.ToArray(), "Content-Type: application/octet-stream\r\n");
        pages["/no-type"] = Answer("<title>Untyped</title>"u8.ToArray(), "");
        pages["/odd-type"] = Answer("<title>Odd</title>"u8.ToArray(), "Content-Type: TEXT/HTML;;charset=\"UTF-8\" ; x\r\n");
        pages["/pictures/cat.png"] = Answer([0x89, 0x50, 0x4e, 0x47], "Content-Type: image/png\r\n");
        pages["/drawing.svg"] = Answer("<svg/>"u8.ToArray(), "Content-Type: image/svg+xml\r\n");
        pages["/sound%20one.mp3"] = Answer([0x49, 0x44, 0x33], "Content-Type: audio/mpeg\r\n");
        pages["/film.mp4"] = Answer([0], "Content-Type: video/mp4\r\n");
        pages["/truncated"] = Raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html><head><title>Trunc</title><meta property=\"og:desc");
        pages["/length-above"] = Lying(Page, 100_000);
        pages["/length-below"] = Lying(Page, 20);
        pages["/endless"] = Endless(Page);
        pages["/drip"] = Drip("Content-Type: text/html\r\n");
        pages["/drip-headers"] = async (_, stream, ct) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n"u8.ToArray(), ct);
            for (var i = 0; ; i++)
            {
                await stream.WriteAsync(System.Text.Encoding.Latin1.GetBytes($"X-{i}: y\r\n"), ct);
                await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
            }
        };
        pages["/silence"] = Silence("");
        pages["/headers-then-silence"] = Silence("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n");
        pages["/reset"] = Reset("");
        pages["/reset-in-body"] = Reset("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n");
        pages["/not-http"] = Raw("220 mail.example ESMTP\r\n");
        pages["/huge-headers"] = Raw($"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX: {new string('x', 200_000)}\r\n\r\n<title>x</title>");
        pages["/no-store"] = Html(Page, "Cache-Control: no-store\r\n");
        pages["/no-cache"] = Html(Page, "Cache-Control: no-cache\r\n");
        pages["/private"] = Html(Page, "Cache-Control: private, max-age=7200\r\n");
        pages["/max-age"] = Html(Page, "Cache-Control: public, max-age=7200\r\n");
        pages["/max-age-with-age"] = Html(Page, "Cache-Control: max-age=7200\r\nAge: 3600\r\n");
        pages["/max-age-year"] = Html(Page, "Cache-Control: max-age=31536000\r\n");
        pages["/expires"] = Html(Page, "Date: Mon, 02 Mar 2026 10:00:00 GMT\r\nExpires: Mon, 02 Mar 2026 13:00:00 GMT\r\n");
        pages["/expires-0"] = Html(Page, "Expires: 0\r\n");
        pages["/cookie"] = Html(Page, "Set-Cookie: a=b; Path=/\r\n");
    }

    private static void AddRedirects(Dictionary<string, Page> pages)
    {
        for (var left = 1; left <= 6; left++)
            pages[$"/redirects/{left}"] = Redirect(left == 1 ? "/plain" : $"/redirects/{left - 1}", left % 2 == 0 ? "301 Moved Permanently" : "307 Temporary Redirect");
        pages["/redirect-loop"] = Redirect("/redirect-loop");
        pages["/redirect-private"] = Redirect("http://10.1.2.3/");
        pages["/redirect-metadata"] = Redirect("http://169.254.169.254/latest/meta-data/");
        pages["/redirect-decimal"] = Redirect("http://167772161/");
        pages["/redirect-name-inside"] = Redirect("http://inside.example/");
        pages["/redirect-port"] = Redirect("http://public.example:22/");
        pages["/redirect-user"] = Redirect("http://user:pass@public.example/");
        pages["/redirect-file"] = Redirect("file:///etc/passwd");
        pages["/redirect-nowhere"] = Answer([], "", "302 Found");
        pages["/redirect-denied"] = Redirect("http://www.denied.example/");
    }

    private static Page Json(string json) => Answer(System.Text.Encoding.UTF8.GetBytes(json), "Content-Type: application/json\r\n");
}
