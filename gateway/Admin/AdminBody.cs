using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Chat.Errors;
using Chat.WebApi;
using Microsoft.Net.Http.Headers;

namespace Chat.Admin;

/// <summary>Reads a JSON body; everything wrong with it becomes a code.</summary>
internal static class AdminBody
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>As <see cref="Read{T}"/>; null if there is no body.</summary>
    public static async Task<T?> ReadOptional<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => request.ContentLength is null or 0 && request.ContentType is null ? null : await Read(request, type, cancellationToken);

    /// <summary>Errors: invalid_post_type, request_too_large, invalid_json.</summary>
    public static async Task<T> Read<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var media)
            || !media.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            throw new ChatException(ErrorCodes.InvalidPostType, "Send the body as application/json.");
        var body = await RequestBody.Read(request, MaxBytes, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw new ChatException(ErrorCodes.InvalidJson, "The body must be a JSON object.");
        }
        catch (JsonException exception)
        {
            var place = string.IsNullOrEmpty(exception.Path) || exception.Path == "$" ? "" : $" at {exception.Path}";
            throw new ChatException(ErrorCodes.InvalidJson, $"The body is no JSON object of the expected shape{place}.");
        }
    }
}
