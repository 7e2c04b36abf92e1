using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Chat.Json;

namespace Chat.WebApi;

/// <summary>Writes Slack's answers: HTTP 200 whatever the outcome (429 when rate limited), one JSON object, never a redirect.</summary>
internal static class AnswerWriter
{
    public const string ContentType = "application/json; charset=utf-8";

    public static Task Write(HttpResponse response, Answer answer, IReadOnlyList<string> warnings, CancellationToken cancellationToken) =>
        Send(response, Encode(answer, warnings, []), cancellationToken);

    public static Task Write(
        HttpResponse response, Failure failure, IReadOnlyList<string> warnings, string? unknownMethod, CancellationToken cancellationToken)
    {
        if (failure.RetryAfter is { } seconds)
        {
            response.StatusCode = StatusCodes.Status429TooManyRequests;
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }
        var members = unknownMethod is null ? null : new Action<Utf8JsonWriter>(json => json.WriteString("req_method", unknownMethod));
        string[] messages = failure is { Detail: { } detail, RetryAfter: null } ? [$"[ERROR] {detail}"] : [];
        return Send(response, Encode(new Answer(failure.Code, members), warnings, messages), cancellationToken);
    }

    /// <summary>The answer's bytes.</summary>
    public static ReadOnlyMemory<byte> Encode(Answer answer, IReadOnlyList<string> warnings, IReadOnlyList<string> messages)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, WireJson.Options))
        {
            json.WriteStartObject();
            json.WriteBoolean("ok", answer.Error is null);
            json.WriteOptional("error", answer.Error);
            answer.Members?.Invoke(json);
            if (warnings.Count > 0)
                json.WriteString("warning", string.Join(',', warnings));
            WriteMetadata(json, answer.NextCursor, warnings, messages);
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    private static void WriteMetadata(Utf8JsonWriter json, string? nextCursor, IReadOnlyList<string> warnings, IReadOnlyList<string> messages)
    {
        if (nextCursor is null && warnings.Count == 0 && messages.Count == 0)
            return;
        json.WriteStartObject("response_metadata");
        json.WriteOptional("next_cursor", nextCursor);
        WriteList(json, "warnings", warnings);
        WriteList(json, "messages", messages);
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> items)
    {
        if (items.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (var item in items)
            json.WriteStringValue(item);
        json.WriteEndArray();
    }

    private static async Task Send(HttpResponse response, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        response.ContentType = ContentType;
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "private, no-cache, no-store, must-revalidate";
        response.Headers.XContentTypeOptions = "nosniff";
        await response.Body.WriteAsync(body, cancellationToken);
    }
}
