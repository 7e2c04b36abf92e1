using System.Text.Json;
using Chat.Errors;
using Chat.WebApi;

namespace Chat.Users;

/// <summary>Texts by name, as profiles and preferences are set: one by <c>name</c> and <c>value</c>, or several as a JSON object.</summary>
internal static class NamedValues
{
    private const int MaxNames = 50;
    private const int MaxNameLength = 64;

    /// <param name="objectName">The argument that holds the JSON object.</param>
    /// <param name="code">Thrown when neither form is given, or a value is no text, number or boolean.</param>
    public static Dictionary<string, string> In(Arguments arguments, string objectName, string code)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (arguments.Json(objectName, code) is { } json)
        {
            if (json.ValueKind != JsonValueKind.Object)
                throw new ChatException(code, $"{objectName} must be a JSON object");
            foreach (var member in json.EnumerateObject())
                values[member.Name] = TextOf(member.Value) ?? throw new ChatException(code, $"{member.Name} must be a text, a number or a boolean");
        }
        else
        {
            values[arguments.Required("name", code)] = arguments.Given("value") ?? "";
        }
        if (values.Count is 0 or > MaxNames || values.Keys.Any(name => name.Length is 0 or > MaxNameLength))
            throw new ChatException(code);
        return values;
    }

    private static string? TextOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => JsonBounds.TextOf(json),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => json.GetRawText(),
        JsonValueKind.Null => "",
        _ => null,
    };
}
