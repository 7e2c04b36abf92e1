using System.Text.Json;
using Chat.Errors;
using Chat.Json;
using Chat.Users;
using Chat.WebApi;

namespace Chat.Messages;

/// <summary>
/// A message's further members as callers give them: blocks, attachments, metadata, and for bots another name and picture. Checked here, and
/// written anew from what was parsed: bytes of a client never reach another client as they came.
/// </summary>
internal sealed class MessageExtra
{
    public const int MaxBlocks = 50;
    public const int MaxAttachments = 100;

    /// <summary>UTF-8 bytes of all further members together.</summary>
    public const int MaxBytes = 256 * 1024;

    private const int MaxNameLength = 80;
    private const int MaxUrlLength = 2048;

    private JsonElement? blocks;
    private JsonElement? attachments;
    private JsonElement? metadata;
    private string? username;
    private string? iconEmoji;
    private string? iconUrl;
    private bool plain;

    private MessageExtra()
    {
    }

    /// <summary>There is something to show besides the text.</summary>
    public bool HasContent => blocks is { } b && b.GetArrayLength() > 0 || attachments is { } a && a.GetArrayLength() > 0;

    public bool HasUsername => username is not null;

    public bool IsEmpty => blocks is null && attachments is null && metadata is null && username is null
        && iconEmoji is null && iconUrl is null && !plain;

    /// <param name="caller">Whose name and picture may be replaced, if it is a bot; null where that cannot be.</param>
    /// <exception cref="ChatException">invalid_blocks, invalid_attachments, too_many_attachments, invalid_arguments.</exception>
    public static MessageExtra Of(Arguments arguments, Caller? caller)
    {
        var extra = new MessageExtra
        {
            blocks = BlocksIn(arguments),
            attachments = AttachmentsIn(arguments),
            metadata = MetadataIn(arguments),
        };
        if (caller is null)
            return extra;
        extra.plain = !arguments.Flag("mrkdwn", otherwise: true);
        if (!caller.IsBot)
            return extra;
        extra.username = Bounded(arguments, "username", MaxNameLength);
        extra.iconEmoji = Bounded(arguments, "icon_emoji", MaxNameLength);
        extra.iconUrl = Bounded(arguments, "icon_url", MaxUrlLength);
        return extra;
    }

    private static JsonElement? BlocksIn(Arguments arguments)
    {
        if (arguments.Json("blocks", ErrorCodes.InvalidBlocks) is not { } json)
            return null;
        var isValid = json.ValueKind == JsonValueKind.Array
            && json.GetArrayLength() <= MaxBlocks
            && json.EnumerateArray().All(IsBlock)
            && JsonBounds.IsWellFormed(json);
        return isValid
            ? json
            : throw new ChatException(ErrorCodes.InvalidBlocks, $"blocks must be a JSON array of at most {MaxBlocks} objects with a type");
    }

    private static bool IsBlock(JsonElement block) =>
        block.ValueKind == JsonValueKind.Object && block.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String;

    private static JsonElement? AttachmentsIn(Arguments arguments)
    {
        if (arguments.Json("attachments", ErrorCodes.InvalidAttachments) is not { } json)
            return null;
        if (json.ValueKind != JsonValueKind.Array
            || !json.EnumerateArray().All(attachment => attachment.ValueKind == JsonValueKind.Object)
            || !JsonBounds.IsWellFormed(json))
            throw new ChatException(ErrorCodes.InvalidAttachments, "attachments must be a JSON array of objects");
        return json.GetArrayLength() <= MaxAttachments ? json : throw new ChatException(ErrorCodes.TooManyAttachments);
    }

    private static JsonElement? MetadataIn(Arguments arguments)
    {
        if (arguments.Json("metadata", ErrorCodes.InvalidArguments) is not { } json)
            return null;
        var isValid = json.ValueKind == JsonValueKind.Object
            && json.TryGetProperty("event_type", out var type) && type.ValueKind == JsonValueKind.String
            && json.TryGetProperty("event_payload", out var payload) && payload.ValueKind == JsonValueKind.Object
            && JsonBounds.IsWellFormed(json);
        return isValid
            ? json
            : throw new ChatException(ErrorCodes.InvalidArguments, "metadata must be an object with event_type (text) and event_payload (object)");
    }

    private static string? Bounded(Arguments arguments, string name, int max)
    {
        var text = arguments.Text(name);
        return text is null || text.Length <= max
            ? text
            : throw new ChatException(ErrorCodes.InvalidArguments, $"{name} must have at most {max} characters");
    }

    /// <summary>
    /// One JSON object's text, or null when there is nothing to say. Members of <paramref name="kept"/> that are not given anew stay.
    /// </summary>
    /// <exception cref="ChatException">msg_too_long.</exception>
    public string? ToJson(string? kept)
    {
        if (IsEmpty && kept is null)
            return null;
        var bytes = WireJson.Encode(json =>
        {
            WriteKept(json, kept);
            WriteList(json, "blocks", blocks, static (writer, block, _) => block.WriteTo(writer));
            WriteList(json, "attachments", attachments, WriteAttachment);
            if (metadata is { } given)
            {
                json.WritePropertyName("metadata");
                given.WriteTo(json);
            }
            json.WriteOptional("username", username);
            WriteIcons(json);
            if (plain)
                json.WriteBoolean("mrkdwn", false);
        });
        return bytes.Length switch
        {
            2 => null,
            <= MaxBytes => System.Text.Encoding.UTF8.GetString(bytes),
            _ => throw new ChatException(ErrorCodes.MsgTooLong),
        };
    }

    private void WriteKept(Utf8JsonWriter json, string? kept)
    {
        if (kept is null)
            return;
        using var document = JsonDocument.Parse(kept);
        foreach (var member in document.RootElement.EnumerateObject())
        {
            var isReplaced = member.Name switch
            {
                "blocks" => blocks is not null,
                "attachments" => attachments is not null,
                "metadata" => metadata is not null,
                _ => false,
            };
            if (!isReplaced)
                member.WriteTo(json);
        }
    }

    /// <summary>An empty list is how chat.update takes the former one away: nothing is written.</summary>
    private static void WriteList(Utf8JsonWriter json, string name, JsonElement? list, Action<Utf8JsonWriter, JsonElement, int> writeItem)
    {
        if (list is not { } items || items.GetArrayLength() == 0)
            return;
        json.WriteStartArray(name);
        var place = 0;
        foreach (var item in items.EnumerateArray())
            writeItem(json, item, ++place);
        json.WriteEndArray();
    }

    /// <summary>Slack numbers attachments from 1, so that clients can tell them apart.</summary>
    private static void WriteAttachment(Utf8JsonWriter json, JsonElement attachment, int place)
    {
        json.WriteStartObject();
        json.WriteNumber("id", place);
        foreach (var member in attachment.EnumerateObject())
        {
            if (!member.NameEquals("id"))
                member.WriteTo(json);
        }
        json.WriteEndObject();
    }

    private void WriteIcons(Utf8JsonWriter json)
    {
        if (iconEmoji is null && iconUrl is null)
            return;
        json.WriteStartObject("icons");
        if (iconEmoji is not null)
            json.WriteString("emoji", iconEmoji);
        else
            json.WriteString("image_48", iconUrl);
        json.WriteEndObject();
    }
}
