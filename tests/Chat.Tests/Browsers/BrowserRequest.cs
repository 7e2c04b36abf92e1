using System.Text;

namespace Chat.Tests.Browsers;

/// <summary>Requests as a browser sends them: cookies, and headers that say whose page asks.</summary>
internal static class BrowserRequest
{
    public static HttpRequestMessage Of(HttpMethod verb, string path, string? cookies = null, string? json = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(verb, path);
        if (cookies is not null)
            request.Headers.Add("Cookie", cookies);
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        return request;
    }

    /// <summary>The same from our own script.</summary>
    public static HttpRequestMessage OfScript(HttpMethod verb, string path, string? cookies = null, string? json = null, params (string Name, string Value)[] headers) =>
        Of(verb, path, cookies, json, [("X-Chat-Web", "1"), .. headers]);

    public static string[] CookiesOf(HttpResponseMessage response) => response.Headers.TryGetValues("Set-Cookie", out var cookies) ? [.. cookies] : [];
}
