using System.Text.Json;

namespace Chat.Transfer.Archive;

/// <summary>JSON allows half of a surrogate pair as an escape; no text can hold it, and whoever reads it later would fail.</summary>
internal static class JsonTexts
{
    public static bool AreWhole(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                return IsWhole(json);
            case JsonValueKind.Array:
                foreach (var item in json.EnumerateArray())
                {
                    if (!AreWhole(item))
                        return false;
                }
                return true;
            case JsonValueKind.Object:
                foreach (var member in json.EnumerateObject())
                {
                    if (!IsWhole(member) || !AreWhole(member.Value))
                        return false;
                }
                return true;
            default:
                return true;
        }
    }

    private static bool IsWhole(JsonElement text)
    {
        try
        {
            _ = text.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsWhole(JsonProperty member)
    {
        try
        {
            _ = member.Name;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
