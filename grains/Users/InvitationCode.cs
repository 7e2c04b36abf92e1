using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Chat.Signing;

namespace Chat.Users;

/// <summary>An invitation as a text that only its team can have made. Pure.</summary>
internal static class InvitationCode
{
    public const int KeyBytes = 32;

    /// <summary>Letters of all alphabets as they are: the code stays short.</summary>
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private sealed record Person(string Email, string Name, string? Claims = null);

    public static Invitation Of(byte[] key, TeamId team, string email, string name, long expires, UserId? claims = null)
    {
        var person = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new Person(email, name, claims?.Value), Options));
        var code = string.Create(CultureInfo.InvariantCulture, $"{team}.{person}.{expires}.{ExpiringSignature.Of(key, What(team, person), expires)}");
        return new Invitation(code, email, name, expires, claims);
    }

    /// <summary>Null: not this team's word, or not any more.</summary>
    public static Invitation? Read(byte[] key, TeamId team, string code, DateTimeOffset now)
    {
        var parts = code.Split('.');
        if (code.Length > Invitation.MaxCode || parts.Length != 4 || parts[0] != team.ToString()
            || !long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var expires)
            || !ExpiringSignature.IsValid(key, What(team, parts[1]), expires, parts[3], now))
            return null;
        // Signed by us, so that it is what we wrote.
        var person = JsonSerializer.Deserialize<Person>(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])), Options)!;
        return new Invitation(code, person.Email, person.Name, expires, person.Claims is { } id ? new UserId(id) : null);
    }

    private static string What(TeamId team, string person) => $"invitation {team} {person}";
}
