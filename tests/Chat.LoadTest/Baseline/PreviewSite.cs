using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Chat.LoadTest.Baseline;

/// <summary>A web site whose pages answer at once, so that what a preview takes is the server's own share. Every path is a page of its own.</summary>
internal sealed class PreviewSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private long _asked;

    private PreviewSite(WebApplication app) => _app = app;

    /// <summary>Pages that were asked for.</summary>
    public long Asked => Interlocked.Read(ref _asked);

    public static async Task<PreviewSite> Start(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        var site = new PreviewSite(builder.Build());
        site._app.MapGet("/{**path}", (HttpContext http) =>
        {
            Interlocked.Increment(ref site._asked);
            return Results.Text(Page(http.Request.Path), "text/html", Encoding.UTF8);
        });
        await site._app.StartAsync();
        return site;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>As long as a news page's head and the beginning of its body.</summary>
    private static string Page(string path) =>
        $"""
        <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Page {path}</title><meta name="description" content="What stands on {path}">
        <meta property="og:title" content="Page {path}"><meta property="og:description" content="What stands on {path}"><meta property="og:site_name" content="Site">
        <meta property="og:image" content="/picture.png"></head><body>{string.Concat(Enumerable.Repeat("<div class=\"a\"><p>Some words of a page.</p></div>", 400))}</body></html>
        """;
}
