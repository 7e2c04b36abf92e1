using System.Text;
using Chat.WebApi;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Chat.Tests.WebApi;

/// <summary>Requests as Kestrel would hand them over, read by the edge's own reader.</summary>
internal static class RequestOf
{
    public const int MaxBytes = 4096;

    public const string Form = "application/x-www-form-urlencoded";

    public static Task<WebRequest> Get(string query) => Read(HttpMethods.Get, query, null, [], null);

    public static Task<WebRequest> Post(string? contentType, string body, string query = "", string? authorization = null) =>
        Read(HttpMethods.Post, query, contentType, Encoding.UTF8.GetBytes(body), authorization);

    public static Task<WebRequest> Post(string? contentType, byte[] body) => Read(HttpMethods.Post, "", contentType, body, null);

    /// <summary>Arguments as a form would give them.</summary>
    public static Arguments Arguments(params (string Name, string Value)[] values)
    {
        var arguments = new Arguments();
        foreach (var (name, value) in values)
            arguments.Set(name, value);
        return arguments;
    }

    private static Task<WebRequest> Read(string verb, string query, string? contentType, byte[] body, string? authorization)
    {
        var http = new DefaultHttpContext();
        http.Request.Method = verb;
        http.Request.QueryString = new QueryString(query);
        http.Request.ContentType = contentType;
        http.Request.Body = new MemoryStream(body);
        if (authorization is not null)
            http.Request.Headers.Authorization = authorization;
        return ArgumentReader.Read(http.Request, MaxBytes, TestContext.Current.CancellationToken);
    }
}
