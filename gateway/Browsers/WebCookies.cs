namespace Chat.Browsers;

/// <summary>The cookies of browsers: no script reads them, and no other site's page sends them.</summary>
internal static class WebCookies
{
    /// <summary>A user's token.</summary>
    public const string Session = "chat_session";

    /// <summary>An <see cref="OperatorSession"/>.</summary>
    public const string Operator = "chat_operator";

    public static void Set(HttpContext http, string name, string value, TimeSpan age)
    {
        var options = OptionsFor(http.Request);
        options.MaxAge = age;
        http.Response.Cookies.Append(name, value, options);
    }

    public static void Clear(HttpContext http, string name) => http.Response.Cookies.Delete(name, OptionsFor(http.Request));

    /// <summary>Whether a Cookie header names it, with whatever value.</summary>
    public static bool IsIn(string header, string name)
    {
        foreach (var part in header.AsSpan().Split(';'))
        {
            var pair = header.AsSpan(part).Trim();
            if (pair.StartsWith(name, StringComparison.Ordinal) && pair[name.Length..].TrimStart().StartsWith("=", StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    private static CookieOptions OptionsFor(HttpRequest request) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Path = "/",
        Secure = request.IsHttps || IsOfHttpsPage(request),
        IsEssential = true,
    };

    /// <summary>A proxy that ends TLS need not tell us; the page that asks does.</summary>
    private static bool IsOfHttpsPage(HttpRequest request) =>
        request.Headers.Origin.ToString().StartsWith("https://", StringComparison.OrdinalIgnoreCase);
}
