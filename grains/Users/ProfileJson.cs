using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Chat.Users;

/// <summary>How a profile is stored: one JSON object with the names of its fields in snake case, without the empty ones.</summary>
internal static class ProfileJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Serialize(UserProfile profile) => JsonSerializer.Serialize(profile, Options);

    public static UserProfile Deserialize(string json) => JsonSerializer.Deserialize<UserProfile>(json, Options) ?? new UserProfile();
}
