using System.Globalization;
using Chat.Errors;

namespace Chat.Users;

/// <summary>Slack's profile field names, and <c>tz</c>, which Slack has people set elsewhere; and what each may hold. Pure.</summary>
internal static class ProfileFields
{
    private const int MaxLength = 256;
    private const int MaxStatusText = 100;

    /// <summary>Errors: invalid_profile for an unknown field or a value that is too long or of the wrong kind, invalid_email, invalid_time_zone.</summary>
    public static UserProfile Apply(UserProfile profile, IReadOnlyDictionary<string, string> fields)
    {
        foreach (var (name, value) in fields)
        {
            if (value.Length > MaxLength || name == "status_text" && value.Length > MaxStatusText)
                throw new ChatException(ErrorCodes.InvalidProfile, $"{name} is too long.");
            profile = Apply(profile, name, value.Trim());
        }
        return profile;
    }

    private static UserProfile Apply(UserProfile profile, string name, string value) => name switch
    {
        "real_name" => profile with { RealName = value },
        "display_name" => profile with { DisplayName = value },
        "first_name" => Named(profile with { FirstName = value }),
        "last_name" => Named(profile with { LastName = value }),
        "email" => profile with { Email = EmailAddress.Require(value) },
        "status_text" => profile with { StatusText = value },
        "status_emoji" => profile with { StatusEmoji = value },
        "status_expiration" => profile with { StatusExpiration = Number(name, value) },
        "title" => profile with { Title = value },
        "phone" => profile with { Phone = value },
        "skype" => profile with { Skype = value },
        "tz" => profile with { TimeZone = Zone(value) },
        "image_original" => profile with { ImageOriginal = Picture(value) },
        _ => throw new ChatException(ErrorCodes.InvalidProfile, $"There is no profile field {name}."),
    };

    private static UserProfile Named(UserProfile profile) => profile with { RealName = $"{profile.FirstName} {profile.LastName}".Trim() };

    private static long Number(string name, string value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ChatException(ErrorCodes.InvalidProfile, $"{name} is a number of seconds since 1970, or 0.");

    private static string Zone(string value) =>
        value.Length == 0 ? ""
        : TimeZones.TryFind(value, out var zone) ? zone
        : throw new ChatException(ErrorCodes.InvalidTimeZone, "tz is the name of a time zone such as Europe/Berlin, which this server does not know.");

    private static string Picture(string value) =>
        value.Length == 0 || Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http"
            ? value
            : throw new ChatException(ErrorCodes.InvalidProfile, "image_original is an http(s) address.");
}
