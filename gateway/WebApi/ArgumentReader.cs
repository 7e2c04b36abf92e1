using System.Text;
using System.Text.Json;
using Chat.Errors;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Chat.WebApi;

/// <summary>What a request says: its arguments without the token, the token, and warnings about how it was said.</summary>
internal sealed record WebRequest(Arguments Arguments, string? Token, IReadOnlyList<string> Warnings);

/// <summary>
/// Reads any request that Slack's clients send: GET with a query, POST with a form, multipart or JSON body, a JSON type with an empty body,
/// no type at all; the token in the header, else among the arguments. The body's arguments win over the query's.
/// </summary>
internal static class ArgumentReader
{
    public const string MissingCharset = "missing_charset";
    public const string SuperfluousCharset = "superfluous_charset";

    private const string FormType = "application/x-www-form-urlencoded";
    private const string MultipartType = "multipart/form-data";
    private const string JsonType = "application/json";

    private static readonly JsonDocumentOptions JsonOptions = new() { MaxDepth = JsonBounds.MaxDepth };

    /// <summary>
    /// Errors: request_too_large, request_timeout, invalid_post_type, invalid_charset, invalid_form_data, invalid_json, json_not_object,
    /// invalid_arg_name.
    /// </summary>
    public static async Task<WebRequest> Read(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        var arguments = new Arguments();
        var warnings = new List<string>();
        if (request.QueryString.Value is { Length: > 1 } query)
            UrlEncoded.Read(Encoding.UTF8.GetBytes(query[1..]), UrlEncoded.StrictUtf8, arguments);
        var body = await RequestBody.Read(request, maxBytes, cancellationToken);
        if (body.Length > 0)
            await ReadBody(body, request.ContentType, arguments, warnings, cancellationToken);
        var token = BearerOf(request) ?? arguments.Text("token");
        arguments.Remove("token");
        return new WebRequest(arguments, token, warnings);
    }

    /// <summary>The credential of <c>Authorization: Bearer …</c>, or null.</summary>
    public static string? BearerOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && header[7..].Trim() is { Length: > 0 } token ? token : null;
    }

    private static async Task ReadBody(
        byte[] body, string? contentType, Arguments into, List<string> warnings, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(contentType))
        {
            // No type: what looks like an object is one, the rest is a form.
            if (body[0] == '{')
                ReadJson(body, UrlEncoded.StrictUtf8, into);
            else
                UrlEncoded.Read(body, UrlEncoded.StrictUtf8, into);
            return;
        }
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type))
            throw new ChatException(ErrorCodes.InvalidPostType);
        var charset = CharsetOf(type);
        switch (type.MediaType.Value?.ToLowerInvariant())
        {
            case FormType:
                if (type.Charset.HasValue)
                    warnings.Add(SuperfluousCharset);
                UrlEncoded.Read(body, charset, into);
                return;
            case JsonType:
                if (!type.Charset.HasValue)
                    warnings.Add(MissingCharset);
                ReadJson(body, charset, into);
                return;
            case MultipartType:
                await ReadMultipart(body, type, charset, into, cancellationToken);
                return;
            default:
                throw new ChatException(ErrorCodes.InvalidPostType);
        }
    }

    private static Encoding CharsetOf(MediaTypeHeaderValue type) =>
        HeaderUtilities.RemoveQuotes(type.Charset).Value?.ToLowerInvariant() switch
        {
            null or "" or "utf-8" or "utf8" or "us-ascii" => UrlEncoded.StrictUtf8,
            "iso-8859-1" => Encoding.Latin1,
            _ => throw new ChatException(ErrorCodes.InvalidCharset),
        };

    private static void ReadJson(byte[] body, Encoding charset, Arguments into)
    {
        var text = UrlEncoded.Text(body, charset);
        if (string.IsNullOrWhiteSpace(text))
            return;
        try
        {
            using var document = JsonDocument.Parse(text, JsonOptions);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new ChatException(ErrorCodes.JsonNotObject);
            if (!JsonBounds.IsWellFormed(document.RootElement))
                throw new ChatException(ErrorCodes.InvalidJson);
            // Cloned once: the arguments outlive the document.
            foreach (var member in document.RootElement.Clone().EnumerateObject())
                into.Set(member.Name, member.Value);
        }
        catch (JsonException)
        {
            throw new ChatException(ErrorCodes.InvalidJson);
        }
    }

    private static async Task ReadMultipart(
        byte[] body, MediaTypeHeaderValue type, Encoding charset, Arguments into, CancellationToken cancellationToken)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary))
            throw new ChatException(ErrorCodes.InvalidFormData);
        try
        {
            var reader = new MultipartReader(boundary, new MemoryStream(body, writable: false));
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (section.GetContentDispositionHeader() is not { } disposition || !disposition.Name.HasValue)
                    throw new ChatException(ErrorCodes.InvalidFormData);
                if (disposition.IsFileDisposition())
                    continue;
                using var value = new MemoryStream();
                await section.Body.CopyToAsync(value, cancellationToken);
                var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
                into.Set(name, UrlEncoded.Text(value.GetBuffer().AsSpan(0, (int)value.Length), charset));
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            throw new ChatException(ErrorCodes.InvalidFormData, exception);
        }
    }
}
