using System.Globalization;
using System.Text.Json;
using Chat.Errors;

namespace Chat.WebApi;

/// <summary>
/// A request's arguments, wherever they came from. Each is a text (query, form; scalars of a JSON body) or a JSON value (arrays and objects
/// of a JSON body); the readers below accept either form of the same thing.
/// </summary>
internal sealed class Arguments
{
    private const int MaxNameLength = 64;

    private static readonly JsonDocumentOptions JsonOptions = new() { MaxDepth = JsonBounds.MaxDepth };

    private readonly Dictionary<string, Argument> values = new(StringComparer.Ordinal);

    private readonly record struct Argument(string? Text, JsonElement Json);

    public int Count => values.Count;

    public IEnumerable<string> Names => values.Keys;

    /// <summary>The last value of a name counts. Errors: invalid_arg_name.</summary>
    public void Set(string name, string text) => values[Checked(name)] = new Argument(text, default);

    /// <summary>A member of a JSON body; null is "not given". Errors: invalid_arg_name, invalid_json (text that is not Unicode).</summary>
    public void Set(string name, JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Null or JsonValueKind.Undefined:
                return;
            case JsonValueKind.Array or JsonValueKind.Object:
                values[Checked(name)] = new Argument(null, json);
                return;
            case JsonValueKind.String:
                Set(name, JsonBounds.TextOf(json) ?? throw new ChatException(ErrorCodes.InvalidJson));
                return;
            default:
                Set(name, json.GetRawText());
                return;
        }
    }

    public bool Remove(string name) => values.Remove(name);

    public bool Has(string name) => values.ContainsKey(name);

    /// <summary>Null when absent or empty. Errors: invalid_arguments when it is an array or object.</summary>
    public string? Text(string name) => Given(name) is { Length: > 0 } text ? text : null;

    /// <summary>Null only when absent: an empty text is a value (an empty topic).</summary>
    public string? Given(string name)
    {
        if (!values.TryGetValue(name, out var value))
            return null;
        return value.Text ?? throw new ChatException(ErrorCodes.InvalidArguments, $"{name} must be a string");
    }

    /// <summary>Errors: invalid_arguments, naming the field.</summary>
    public string Required(string name) =>
        Text(name) ?? throw new ChatException(ErrorCodes.InvalidArguments, $"missing required field: {name}");

    public string Required(string name, string code) => Text(name) ?? throw new ChatException(code);

    /// <summary>true, 1, t, yes, on; false, 0, f, no, off. Errors: invalid_arguments.</summary>
    public bool Flag(string name, bool otherwise = false) => Text(name)?.ToUpperInvariant() switch
    {
        null => otherwise,
        "TRUE" or "1" or "T" or "YES" or "ON" => true,
        "FALSE" or "0" or "F" or "NO" or "OFF" => false,
        _ => throw new ChatException(ErrorCodes.InvalidArguments, $"{name} must be true or false"),
    };

    /// <summary>
    /// How many items a page may have; absent, and 0 where Slack means "the default", is <paramref name="otherwise"/>. Errors: invalid_limit.
    /// </summary>
    public int Limit(int otherwise, int max)
    {
        if (Text("limit") is not { } text)
            return otherwise;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) || limit > max)
            throw new ChatException(ErrorCodes.InvalidLimit);
        return limit == 0 ? otherwise : limit;
    }

    /// <summary>A list given as comma-separated text, as JSON text, or as a JSON array; blanks are left out. Errors: invalid_arguments.</summary>
    public string[] List(string name)
    {
        if (!values.TryGetValue(name, out var value))
            return [];
        if (value.Text is { } text && !text.TrimStart().StartsWith('['))
            return text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var json = Json(name, ErrorCodes.InvalidArguments)!.Value;
        if (json.ValueKind != JsonValueKind.Array)
            throw new ChatException(ErrorCodes.InvalidArguments, $"{name} must be a list");
        return [.. json.EnumerateArray().Select(item => ItemOf(name, item)).Where(item => item.Length > 0)];
    }

    /// <summary>An argument that is JSON: the value itself in a JSON body, its text elsewhere. Null when absent or empty.</summary>
    /// <param name="code">The code of what is no JSON.</param>
    public JsonElement? Json(string name, string code)
    {
        if (!values.TryGetValue(name, out var value) || value.Text is { Length: 0 })
            return null;
        if (value.Text is not { } text)
            return value.Json;
        try
        {
            using var document = JsonDocument.Parse(text, JsonOptions);
            return document.RootElement.ValueKind == JsonValueKind.Null ? null : document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw new ChatException(code, $"{name} is not valid JSON");
        }
    }

    /// <summary>Writes all arguments as one object (api.test echoes them).</summary>
    public void WriteTo(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in values)
        {
            json.WritePropertyName(key);
            if (value.Text is { } text)
                json.WriteStringValue(text);
            else
                value.Json.WriteTo(json);
        }
        json.WriteEndObject();
    }

    private static string ItemOf(string name, JsonElement item) =>
        item.ValueKind == JsonValueKind.String && JsonBounds.TextOf(item) is { } text
            ? text.Trim()
            : throw new ChatException(ErrorCodes.InvalidArguments, $"{name} must be a list of strings");

    private static string Checked(string name)
    {
        var isValid = name.Length is > 0 and <= MaxNameLength && name[0] != '_';
        foreach (var c in name)
            isValid &= char.IsAsciiLetterOrDigit(c) || c == '_';
        return isValid ? name : throw new ChatException(ErrorCodes.InvalidArgName);
    }
}
