namespace Chat.Auditing;

/// <summary>
/// Ids of entries: a UUID of version 7 in hex, whose first 12 digits are its milliseconds since 1970, so that the order of ids is that of time and a time is a bound
/// of ids.
/// </summary>
public static class AuditIds
{
    public const int Length = 32;

    public static string New(DateTimeOffset at) => Guid.CreateVersion7(at).ToString("N");

    /// <summary>The least id of a moment; times before 1970 are the first.</summary>
    public static string First(long milliseconds) => Math.Clamp(milliseconds, 0, 0xFFFF_FFFF_FFFF).ToString("x12", System.Globalization.CultureInfo.InvariantCulture) + new string('0', 20);

    public static bool IsId(string text) => text.Length == Length && text.All(char.IsAsciiHexDigitLower);
}
