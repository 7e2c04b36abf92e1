using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Chat.EndToEnd.Harness;

/// <summary>The Web API and /admin as any HTTP client sees them. Arguments are (name, value) pairs.</summary>
public sealed class SlackApi(Uri address)
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(60) };

    public Uri Address { get; } = address;

    /// <summary>A call whose answer must be ok; else the test fails with the answer.</summary>
    public async Task<JsonObject> Ok(string method, string? token, params (string Name, object? Value)[] arguments)
    {
        var answer = await Call(method, token, arguments);
        if (answer["ok"]?.GetValue<bool>() != true)
            Assert.Fail($"{method}({Show(arguments)}) answered {answer.ToJsonString()}");
        return answer;
    }

    /// <summary>A call that must be refused with the given code.</summary>
    public async Task Refused(string code, string method, string? token, params (string Name, object? Value)[] arguments)
    {
        var answer = await Call(method, token, arguments);
        if (answer["ok"]?.GetValue<bool>() != false || Text(answer, "error") != code)
            Assert.Fail($"{method}({Show(arguments)}) should answer {code} but answered {answer.ToJsonString()}");
    }

    /// <summary>A form POST with the token in the header, as the official SDKs do it. Retries 429 as they do.</summary>
    public async Task<JsonObject> Call(string method, string? token, params (string Name, object? Value)[] arguments)
    {
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, "api/" + method));
            request.Content = new FormUrlEncodedContent(
                arguments.Where(a => a.Value is not null).Select(a => KeyValuePair.Create(a.Name, Form(a.Value!))));
            if (token is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var answer = await Http.SendAsync(request);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                await Task.Delay(answer.Headers.RetryAfter?.Delta ?? throw new InvalidOperationException($"{method}: 429 without Retry-After"));
                continue;
            }
            return await ReadObject(answer, method);
        }
    }

    /// <summary>Any HTTP request under the server's address, unread.</summary>
    public async Task<HttpResponseMessage> Send(HttpMethod verb, string path, HttpContent? content = null, string? bearer = null)
    {
        using var request = new HttpRequestMessage(verb, new Uri(Address, path));
        request.Content = content;
        if (bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return await Http.SendAsync(request);
    }

    /// <summary>An /admin request with a JSON body that must succeed.</summary>
    public async Task<JsonObject> Admin(HttpMethod verb, string path, object? body = null, string key = EmbeddedServer.OperatorKey)
    {
        using var answer = await Send(verb, path, body is null ? null : JsonContent.Create(body), key);
        if (!answer.IsSuccessStatusCode)
            Assert.Fail($"{verb} {path} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        var text = await answer.Content.ReadAsStringAsync();
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>A request of a browser's page that has no session yet.</summary>
    public async Task<JsonObject> Web(HttpMethod verb, string path, object? body = null)
    {
        using var answer = await Send(verb, path, body is null ? null : JsonContent.Create(body));
        return await ReadObject(answer, path);
    }

    public static async Task<JsonObject> ReadObject(HttpResponseMessage answer, string what)
    {
        var text = await answer.Content.ReadAsStringAsync();
        try
        {
            return JsonNode.Parse(text)!.AsObject();
        }
        catch (System.Text.Json.JsonException)
        {
            throw new InvalidOperationException($"{what} answered {(int)answer.StatusCode} and not a JSON object: {text}");
        }
    }

    public static string Text(JsonNode? node, string name) => node?[name]?.GetValue<string>() ?? "";

    private static string Form(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        JsonNode json => json.ToJsonString(),
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
    };

    private static string Show((string Name, object? Value)[] arguments) => string.Join(", ", arguments.Select(a => $"{a.Name}={a.Value}"));
}
