using System.Globalization;
using Chat.Admin;

namespace Chat.Transfer;

/// <summary>Checks what a body asks for, all fields at once. Which channels there are the team's grains know.</summary>
internal static class ExportTerms
{
    public const int MaxChannels = 1_000;
    private const int MaxName = 80;

    private static readonly string[] Times =
    [
        "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    /// <exception cref="InvalidBodyException">With what is wrong, by field.</exception>
    public static ExportRequest Require(NewExportBody body)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var from = TimeIn(errors, "from", body.From);
        var to = TimeIn(errors, "to", body.To);
        if (from >= to)
            errors["to"] = ["Give a time after from; messages before it are exported."];
        var channels = body.Channels ?? [];
        if (channels.Length > MaxChannels)
            errors["channels"] = [$"Give at most {MaxChannels} channels, or none for all."];
        else if (channels.Any(static name => name is not { Length: > 0 and <= MaxName } || name.Any(char.IsControl)))
            errors["channels"] = ["Give ids or names of channels."];
        return errors.Count == 0
            ? new ExportRequest(from, to, channels, body.IncludePrivate ?? false, body.IncludeDirect ?? false)
            : throw new InvalidBodyException(errors);
    }

    private static Ts? TimeIn(Dictionary<string, string[]> errors, string field, string? text)
    {
        if (text is null)
            return null;
        if (TryRead(text, out var ts))
            return ts;
        errors[field] = ["Give a date such as 2026-01-31 (UTC), a time such as 2026-01-31T08:00:00Z, or a ts such as 1700000000.000100."];
        return null;
    }

    /// <summary>Nothing before 1970 or after 2286 has a ts.</summary>
    internal static bool TryRead(string text, out Ts ts)
    {
        if (DateTimeOffset.TryParseExact(
                text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            || HasZone(text) && DateTimeOffset.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out time))
        {
            ts = Ts.At(time);
            return ts.Micros >= 0 && ts <= Ts.Max;
        }
        return Ts.TryParseBound(text, out ts);
    }

    /// <summary>A time without one would be another moment on each machine.</summary>
    private static bool HasZone(string text) =>
        text.EndsWith('Z') || text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':';
}
