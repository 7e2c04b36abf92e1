using System.Text.Json;
using Chat.Json;

namespace Chat.Users;

/// <summary>What people say of themselves. All texts may be empty, none is null. Status expiration in seconds since 1970, 0 for never.</summary>
[GenerateSerializer, Immutable, Alias("UserProfile")]
public sealed record UserProfile
{
    [Id(0)] public string RealName { get; init; } = "";
    [Id(1)] public string DisplayName { get; init; } = "";
    [Id(2)] public string Email { get; init; } = "";
    [Id(3)] public string StatusText { get; init; } = "";
    [Id(4)] public string StatusEmoji { get; init; } = "";
    [Id(5)] public long StatusExpiration { get; init; }
    [Id(6)] public string Title { get; init; } = "";
    [Id(7)] public string Phone { get; init; } = "";
    [Id(8)] public string Skype { get; init; } = "";
    [Id(9)] public string FirstName { get; init; } = "";
    [Id(10)] public string LastName { get; init; } = "";

    /// <summary>Address of a picture; empty: clients draw initials.</summary>
    [Id(11)] public string ImageOriginal { get; init; } = "";

    /// <summary>When the person wants no notifications; no part of Slack's profile object. Null: was never asked for, or was ended.</summary>
    [Id(12)] public Snooze? Snooze { get; init; }

    /// <summary>By the IANA database; no part of Slack's profile object, which has it beside. Empty: not known.</summary>
    [Id(13)] public string TimeZone { get; init; } = "";

    /// <summary>Slack's profile object; bots carry their <c>bot_id</c> in it.</summary>
    public void WriteTo(Utf8JsonWriter json, TeamId team, string? botId)
    {
        json.WriteStartObject();
        json.WriteString("real_name", RealName);
        json.WriteString("real_name_normalized", RealName);
        json.WriteString("display_name", DisplayName);
        json.WriteString("display_name_normalized", DisplayName);
        if (Email.Length > 0)
            json.WriteString("email", Email);
        json.WriteString("first_name", FirstName);
        json.WriteString("last_name", LastName);
        json.WriteString("title", Title);
        json.WriteString("phone", Phone);
        json.WriteString("skype", Skype);
        json.WriteString("status_text", StatusText);
        json.WriteString("status_emoji", StatusEmoji);
        json.WriteNumber("status_expiration", StatusExpiration);
        if (ImageOriginal.Length > 0)
        {
            json.WriteString("image_original", ImageOriginal);
            foreach (var size in PictureSizes)
                json.WriteString(size, ImageOriginal);
        }
        json.WriteString("team", team.ToString());
        json.WriteOptional("bot_id", botId);
        json.WriteEndObject();
    }

    private static readonly string[] PictureSizes = ["image_24", "image_32", "image_48", "image_72", "image_192", "image_512"];
}

/// <summary>One user of a team.</summary>
/// <param name="Updated">Seconds since 1970 of the last change.</param>
[GenerateSerializer, Immutable, Alias("User")]
public sealed record User(
    [property: Id(0)] TeamId Team,
    [property: Id(1)] UserId Id,
    [property: Id(2)] string Name,
    [property: Id(3)] bool IsBot,
    [property: Id(4)] bool IsAdmin,
    [property: Id(5)] bool IsOwner,
    [property: Id(6)] bool Deleted,
    [property: Id(7)] string? BotId,
    [property: Id(8)] UserProfile Profile,
    [property: Id(9)] long Created,
    [property: Id(10)] long Updated,
    [property: Id(11)] bool ManualAway)
{
    /// <summary>Slack's user object; a deleted user lacks roles and time zone, and one whose zone is not known lacks that.</summary>
    public void WriteTo(Utf8JsonWriter json, DateTimeOffset now)
    {
        json.WriteStartObject();
        json.WriteString("id", Id.Value);
        json.WriteString("team_id", Team.ToString());
        json.WriteString("name", Name);
        json.WriteBoolean("deleted", Deleted);
        json.WriteString("real_name", Profile.RealName);
        json.WritePropertyName("profile");
        Profile.WriteTo(json, Team, BotId);
        json.WriteBoolean("is_bot", IsBot);
        if (!Deleted)
        {
            json.WriteString("color", "4bbe2e");
            TimeZones.Write(json, Profile.TimeZone, now);
            json.WriteBoolean("is_admin", IsAdmin);
            json.WriteBoolean("is_owner", IsOwner);
            json.WriteBoolean("is_primary_owner", IsOwner);
            json.WriteBoolean("is_restricted", false);
            json.WriteBoolean("is_ultra_restricted", false);
        }
        json.WriteBoolean("is_app_user", false);
        json.WriteNumber("updated", Updated);
        json.WriteEndObject();
    }
}
