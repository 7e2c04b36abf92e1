using System.Text.Json;

namespace Chat.WebApi;

/// <summary>What JSON of clients may look like before it is stored or shown to others.</summary>
internal static class JsonBounds
{
    /// <summary>Deepest nesting that is accepted.</summary>
    public const int MaxDepth = 32;

    /// <summary>A string's text, or null if it holds half of a surrogate pair, which no UTF-8 text can carry on.</summary>
    public static string? TextOf(JsonElement json)
    {
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether every name and text inside is real Unicode, so that writing it again cannot fail.</summary>
    public static bool IsWellFormed(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => TextOf(json) is not null,
        JsonValueKind.Array => json.EnumerateArray().All(IsWellFormed),
        JsonValueKind.Object => json.EnumerateObject().All(member => NameOf(member) is not null && IsWellFormed(member.Value)),
        _ => true,
    };

    private static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
