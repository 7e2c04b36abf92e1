using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Chat.Users;

/// <summary>
/// Time zones by the names of the IANA database (<c>Europe/Berlin</c>), as far as the system's own copy of it has them. Pure but for that.
/// </summary>
public static class TimeZones
{
    private const int MaxName = 64;
    private const string Universal = "UTC";

    /// <summary>The zone's name as the database writes it; false for what it does not know, and for the files beside the zones.</summary>
    public static bool TryFind(string? name, [NotNullWhen(true)] out string? zone)
    {
        zone = name is { Length: > 0 and <= MaxName } && (name == Universal || name.Contains('/', StringComparison.Ordinal)) && Find(name) is { HasIanaId: true } found
            ? found.Id
            : null;
        return zone is not null;
    }

    /// <summary>
    /// Slack's <c>tz</c>, <c>tz_label</c> and <c>tz_offset</c> (seconds east of Greenwich, as of now); nothing of a zone that is not known. The label is the
    /// database's abbreviation, which needs no language.
    /// </summary>
    public static void Write(Utf8JsonWriter json, string name, DateTimeOffset now)
    {
        if (name.Length == 0 || Find(name) is not { } zone)
            return;
        json.WriteString("tz", name);
        json.WriteString("tz_label", zone.IsDaylightSavingTime(now) ? zone.DaylightName : zone.StandardName);
        json.WriteNumber("tz_offset", (int)zone.GetUtcOffset(now).TotalSeconds);
    }

    /// <summary>The day that it is there; of a zone that is not known, Greenwich's.</summary>
    public static DateOnly Today(string name, DateTimeOffset now) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, Of(name)).DateTime);

    /// <summary>When a day begins there; of a zone that is not known, in Greenwich.</summary>
    public static DateTimeOffset Start(string name, DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, Of(name).GetUtcOffset(midnight));
    }

    private static TimeZoneInfo Of(string name) => name.Length > 0 && Find(name) is { } zone ? zone : TimeZoneInfo.Utc;

    private static TimeZoneInfo? Find(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;
}
