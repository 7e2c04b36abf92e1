using Chat.Gateway;
using Chat.Rtm;
using Microsoft.Extensions.Options;

namespace Chat.Browsers;

/// <summary>
/// The client's addresses. Each page is the one <c>index.html</c>, which finds out what to show by its address; files below <c>/assets/</c> have names that change
/// with what is in them, and are kept for ever.
/// </summary>
internal static class ClientPages
{
    private const string Assets = "assets/";

    private static readonly string[] Pages =
        ["/", "/signin", "/client/{**rest}", "/archives/{**rest}", "/manage/{**rest}", "/operate/{**rest}", "/join/{**rest}"];

    private static readonly string[] Verbs = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(WebApplication app)
    {
        var files = app.Services.GetRequiredService<ClientFiles>();
        var options = app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value;
        foreach (var pattern in Pages)
            app.MapMethods(pattern, Verbs, (RequestDelegate)(http => ShowPage(http, files, options)));
        app.MapMethods("/assets/{**name}", Verbs, (RequestDelegate)(http => ShowAsset(http, files)));
        foreach (var (path, file) in files.Files.Where(entry => !entry.Key.StartsWith(Assets, StringComparison.Ordinal)))
            app.MapMethods("/" + path, Verbs, (RequestDelegate)(http => ShowFile(http, file)));
    }

    private static Task ShowPage(HttpContext http, ClientFiles files, GatewayOptions options)
    {
        PageHeaders.Write(http, PublicAddress.Of(http.Request, options));
        return files.Page is { } page ? page.Serve(http) : UnbuiltPage.Show(http);
    }

    private static Task ShowAsset(HttpContext http, ClientFiles files)
    {
        PageHeaders.WriteForFiles(http.Response);
        if (files.Files.GetValueOrDefault(Assets + http.Request.RouteValues["name"]) is { } file)
        {
            http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
            return file.Serve(http);
        }
        // Of another version of the client, perhaps, which a gateway beside this one has: not to be remembered.
        http.Response.Headers.CacheControl = "no-store";
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static Task ShowFile(HttpContext http, ClientFile file)
    {
        PageHeaders.WriteForFiles(http.Response);
        http.Response.Headers.CacheControl = "no-cache";
        return file.Serve(http);
    }
}
