using System.Text.Json;
using Chat.Users;

namespace Chat.Transfer;

/// <summary>A user of an export, as it stands there.</summary>
internal sealed record ExportedUser(UserId Id, string Name, string Email, string? BotId, User User);

/// <summary>Reads users of users.json. Pure.</summary>
internal static class UserMapper
{
    /// <summary>Of a whole organisation's export the second has more people.</summary>
    public static readonly string[] Lists = ["users.json", "org_users.json"];

    private const int MaxName = 80;
    private const int MaxText = 256;

    /// <summary>Null: no user.</summary>
    public static ExportedUser? Read(JsonElement json, TeamId team, long now)
    {
        if (json.ValueKind != JsonValueKind.Object || !UserId.TryParse(MessageMapper.Text(json, "id"), out var id))
            return null;
        var profile = json.TryGetProperty("profile", out var given) && given.ValueKind == JsonValueKind.Object ? given : default;
        var name = NameOf(MessageMapper.Text(json, "name"), id);
        var bot = TextOf(profile, "bot_id") is { } botId && IdText.IsValid(botId, "B") ? botId : null;
        var updated = json.TryGetProperty("updated", out var at) && at.ValueKind == JsonValueKind.Number && at.TryGetInt64(out var seconds) ? Math.Clamp(seconds, 0, now) : now;
        var email = TextOf(profile, "email") is { Length: > 2 and <= 254 } address ? address.Trim() : "";
        var user = new User(
            team, id, name, Is(json, "is_bot") || bot is not null, Is(json, "is_admin"), Is(json, "is_owner") || Is(json, "is_primary_owner"), Is(json, "deleted"), bot,
            ProfileOf(json, profile, email), updated, updated, ManualAway: false);
        return new ExportedUser(id, name, email, bot, user);
    }

    /// <summary>Somebody of whom only the id is known, and perhaps what a message says of its author.</summary>
    public static User Placeholder(PlaceholderUser user, TeamId team, long now) => new(
        team, new UserId(user.Id), user.Name, IsBot: false, IsAdmin: false, IsOwner: false, Deleted: false, null,
        new UserProfile { RealName = user.RealName, DisplayName = user.Name, ImageOriginal = user.Image }, now, now, ManualAway: false);

    /// <summary>What a message tells of its author.</summary>
    public static PlaceholderUser Placeholder(string id, JsonElement message)
    {
        var profile = message.TryGetProperty("user_profile", out var given) && given.ValueKind == JsonValueKind.Object ? given : default;
        var name = NameOf(TextOf(profile, "name"), new UserId(id));
        var real = Bounded(TextOf(profile, "real_name") ?? name);
        return new PlaceholderUser(id, name, real, Picture(profile));
    }

    /// <summary>The name, or another one made of it that is free.</summary>
    public static string Free(string name, Func<string, bool> isTaken)
    {
        if (!isTaken(name))
            return name;
        for (var n = 2; ; n++)
        {
            var tail = $"-{n}";
            var candidate = (name.Length + tail.Length <= MaxName ? name : name[..(MaxName - tail.Length)]) + tail;
            if (!isTaken(candidate))
                return candidate;
        }
    }

    private static string NameOf(string? text, UserId id)
    {
        var name = new string([.. (text ?? "").Trim().Where(static c => !char.IsControl(c))]);
        return name.Length is > 0 and <= MaxName ? name : name.Length == 0 ? id.Value.ToLowerInvariant() : name[..MaxName];
    }

    private static UserProfile ProfileOf(JsonElement json, JsonElement profile, string email) => new()
    {
        RealName = Bounded(TextOf(profile, "real_name") ?? MessageMapper.Text(json, "real_name") ?? ""),
        DisplayName = Bounded(TextOf(profile, "display_name") ?? ""),
        Email = email,
        StatusText = Bounded(TextOf(profile, "status_text") ?? ""),
        StatusEmoji = Bounded(TextOf(profile, "status_emoji") ?? ""),
        Title = Bounded(TextOf(profile, "title") ?? ""),
        Phone = Bounded(TextOf(profile, "phone") ?? ""),
        Skype = Bounded(TextOf(profile, "skype") ?? ""),
        FirstName = Bounded(TextOf(profile, "first_name") ?? ""),
        LastName = Bounded(TextOf(profile, "last_name") ?? ""),
        ImageOriginal = Picture(profile),
        TimeZone = TimeZones.TryFind(MessageMapper.Text(json, "tz"), out var zone) ? zone : "",
    };

    private static string Picture(JsonElement profile)
    {
        foreach (var size in (ReadOnlySpan<string>)["image_original", "image_512", "image_192", "image_72", "image_48"])
        {
            if (TextOf(profile, size) is { Length: > 0 and <= 2048 } address && Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme is "https" or "http"))
                return address;
        }
        return "";
    }

    private static string Bounded(string text) => text.Replace('\0', '\uFFFD') is var clean && clean.Length <= MaxText ? clean : clean[..MaxText];

    private static string? TextOf(JsonElement json, string name) => json.ValueKind == JsonValueKind.Object ? MessageMapper.Text(json, name) : null;

    private static bool Is(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
