using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Web;

/// <summary>What a browser does for the web client: keeps cookies, and says whose page asks.</summary>
internal sealed class Browser(Uri address) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(60) };

    public Uri Address => address;

    public string Origin => address.GetLeftPart(UriPartial.Authority);

    public Dictionary<string, string> Cookies { get; } = [];

    /// <summary>The Cookie header.</summary>
    public string CookieHeader => string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));

    public static async Task<Browser> SignedInAsync(TestTeam team, string email = "admin@example.org", string password = TestTeam.AdminPassword)
    {
        var browser = new Browser(team.Api.Address);
        var answer = await browser.AskAsync(HttpMethod.Post, "web/session", new { domain = team.Domain, email, password });
        Assert.True(answer["ok"]!.GetValue<bool>(), answer.ToJsonString());
        return browser;
    }

    /// <summary>As our own script asks.</summary>
    public async Task<JsonObject> AskAsync(HttpMethod verb, string path, object? body = null)
    {
        using var answer = await SendAsync(verb, path, body, ("X-Chat-Web", "1"), ("Origin", verb == HttpMethod.Get ? null : Origin));
        return await SlackApi.ReadObject(answer, path);
    }

    /// <summary>As whoever the headers name.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod verb, string path, object? body, params (string Name, string? Value)[] headers)
    {
        using var request = new HttpRequestMessage(verb, new Uri(address, path));
        if (body is not null)
            request.Content = JsonContent.Create(body);
        if (Cookies.Count > 0)
            request.Headers.Add("Cookie", CookieHeader);
        foreach (var (name, value) in headers.Where(header => header.Value is not null))
            request.Headers.TryAddWithoutValidation(name, value);
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
            Keep(cookie);
        return answer;
    }

    public async Task<HttpStatusCode> StatusAsync(HttpMethod verb, string path, params (string Name, string? Value)[] headers)
    {
        using var answer = await SendAsync(verb, path, null, headers);
        return answer.StatusCode;
    }

    public void Dispose() => http.Dispose();

    private void Keep(string cookie)
    {
        var pair = cookie.Split(';')[0].Split('=', 2);
        if (pair[1].Length > 0)
            Cookies[pair[0]] = pair[1];
        else
            Cookies.Remove(pair[0]);
    }
}
