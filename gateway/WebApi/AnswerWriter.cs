using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Chat.Json;

namespace Chat.WebApi;

/// <summary>Writes Slack's answers: HTTP 200 whatever the outcome (429 when rate limited), one JSON object, never a redirect.</summary>
internal static class AnswerWriter
{
    public const string ContentType = "application/json; charset=utf-8";

    /// <summary>Bytes that are handed to the connection before it is waited for: what a client that reads slowly makes us hold.</summary>
    private const int FlushBytes = 64 * 1024;

    public static async Task Write(HttpResponse response, Answer answer, IReadOnlyList<string> warnings, CancellationToken cancellationToken)
    {
        using var body = Encode(answer, warnings, []);
        await Send(response, body, cancellationToken);
    }

    public static async Task Write(
        HttpResponse response, Failure failure, IReadOnlyList<string> warnings, string? unknownMethod, CancellationToken cancellationToken)
    {
        if (failure.RetryAfter is { } seconds)
        {
            response.StatusCode = StatusCodes.Status429TooManyRequests;
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }
        var answer = unknownMethod is null
            ? new Answer(failure.Code, null)
            : Answer.Refusal(failure.Code, json => json.WriteString("req_method", unknownMethod));
        string[] messages = failure is { Detail: { } detail, RetryAfter: null } ? [$"[ERROR] {detail}"] : [];
        using var body = Encode(answer, warnings, messages);
        await Send(response, body, cancellationToken);
    }

    /// <summary>The answer's bytes, to be disposed of when they are sent.</summary>
    public static PieceWriter Encode(Answer answer, IReadOnlyList<string> warnings, IReadOnlyList<string> messages)
    {
        var buffer = new PieceWriter();
        using (var json = new Utf8JsonWriter(buffer, WireJson.Options))
        {
            json.WriteStartObject();
            json.WriteBoolean("ok", answer.Error is null);
            json.WriteOptional("error", answer.Error);
            answer.Members?.Invoke(json, buffer);
            if (warnings.Count > 0)
                json.WriteString("warning", string.Join(',', warnings));
            WriteMetadata(json, answer.NextCursor, warnings, messages);
            json.WriteEndObject();
        }
        return buffer;
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

    private static async Task Send(HttpResponse response, PieceWriter body, CancellationToken cancellationToken)
    {
        response.ContentType = ContentType;
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "private, no-cache, no-store, must-revalidate";
        response.Headers.XContentTypeOptions = "nosniff";
        var unflushed = 0;
        foreach (var piece in body.Pieces())
        {
            for (var rest = piece; rest.Length > 0;)
            {
                var part = rest[..Math.Min(rest.Length, FlushBytes - unflushed)];
                response.BodyWriter.Write(part.Span);
                rest = rest[part.Length..];
                unflushed += part.Length;
                if (unflushed < FlushBytes)
                    continue;
                await response.BodyWriter.FlushAsync(cancellationToken);
                unflushed = 0;
            }
        }
        await response.BodyWriter.FlushAsync(cancellationToken);
    }
}
