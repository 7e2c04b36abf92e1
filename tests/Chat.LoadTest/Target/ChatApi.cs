using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Chat.LoadTest.Target;

/// <summary>The Web API and /admin of one server, as any HTTP client sees them.</summary>
internal sealed class ChatApi(Uri address) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64, PooledConnectionLifetime = TimeSpan.FromMinutes(10) })
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromSeconds(60),
    };

    private long _refusedByRate;

    public Uri Address => address;

    /// <summary>Calls that were answered 429 and made again.</summary>
    public long RefusedByRate => Interlocked.Read(ref _refusedByRate);

    /// <summary>A form POST with the token in the header, as the official SDKs do it; waits and repeats when it is answered 429.</summary>
    /// <exception cref="ApiException">The answer was not ok.</exception>
    public async Task<JsonDocument> Call(string method, string token, params (string Name, string Value)[] arguments)
    {
        var answer = JsonDocument.Parse(await CallRaw(method, token, arguments));
        if (answer.RootElement.TryGetProperty("ok", out var ok) && ok.ValueKind == JsonValueKind.True)
            return answer;
        using (answer)
            throw new ApiException(method, answer.RootElement.TryGetProperty("error", out var error) ? error.GetString()! : "no error code");
    }

    /// <summary>As <see cref="Call"/>, without looking into the answer.</summary>
    public async Task<byte[]> CallRaw(string method, string token, params (string Name, string Value)[] arguments)
    {
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "api/" + method)
            {
                Content = new FormUrlEncodedContent(arguments.Select(a => KeyValuePair.Create(a.Name, a.Value))),
            };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var answer = await _http.SendAsync(request);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                Interlocked.Increment(ref _refusedByRate);
                await Task.Delay(answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1));
                continue;
            }
            if (!answer.IsSuccessStatusCode)
                throw new ApiException(method, $"HTTP {(int)answer.StatusCode}");
            return await answer.Content.ReadAsByteArrayAsync();
        }
    }

    /// <summary>An /admin request with the operator's key.</summary>
    public async Task<JsonElement> Admin(string path, string key, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "admin/" + path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await _http.SendAsync(request);
        if (!answer.IsSuccessStatusCode)
            throw new ApiException(path, $"HTTP {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>A read of /admin with the operator's key.</summary>
    public async Task<JsonElement> AdminGet(string path, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "admin/" + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await _http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Sends a file under /admin with the operator's key, for however long it takes; answers the id of its job.</summary>
    public async Task<string> Upload(string path, string key, string file)
    {
        using var patient = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromHours(1) };
        using var request = new HttpRequestMessage(HttpMethod.Post, "admin/" + path) { Content = new StreamContent(File.OpenRead(file)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/zip");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await patient.SendAsync(request);
        if (!answer.IsSuccessStatusCode)
            throw new ApiException(path, $"HTTP {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("job").GetProperty("id").GetString()!;
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>A call was answered, but not ok.</summary>
internal sealed class ApiException(string call, string code) : Exception($"{call} answered {code}")
{
    public string Code => code;
}
