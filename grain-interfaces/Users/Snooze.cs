using System.Text.Json;

namespace Chat.Users;

/// <summary>A while in which somebody wants no notifications; it ends by itself. In seconds since 1970.</summary>
[GenerateSerializer, Immutable, Alias("Snooze")]
public sealed record Snooze([property: Id(0)] long From, [property: Id(1)] long Until)
{
    /// <summary>Slack's "never": what a status without a schedule says.</summary>
    private const long Never = 1;

    /// <summary>
    /// What everybody may know: Slack's <c>dnd_status</c>, where a snooze appears as the time in which the person is not disturbed. There are no
    /// schedules.
    /// </summary>
    public static void WriteStatus(Utf8JsonWriter json, Snooze? snooze)
    {
        json.WriteBoolean("dnd_enabled", snooze is not null);
        json.WriteNumber("next_dnd_start_ts", snooze?.From ?? Never);
        json.WriteNumber("next_dnd_end_ts", snooze?.Until ?? Never);
    }

    /// <summary>What the person itself is shown beside that.</summary>
    public static void WriteOwn(Utf8JsonWriter json, Snooze? snooze)
    {
        WriteStatus(json, snooze);
        json.WriteBoolean("snooze_enabled", snooze is not null);
        if (snooze is not null)
            json.WriteNumber("snooze_endtime", snooze.Until);
    }

    /// <summary>Null when it is over.</summary>
    public static Snooze? At(Snooze? snooze, DateTimeOffset now) => snooze is not null && now.ToUnixTimeSeconds() < snooze.Until ? snooze : null;
}
