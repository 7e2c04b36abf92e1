namespace Chat.Sharding.Comparing;

/// <summary>When the night's comparison is due.</summary>
internal static class Nights
{
    /// <summary>How much later it may still begin: the silos were away, or the pair was not in step.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(4);

    /// <summary>The time at which it is due (ms since 1970), if it shall begin now; null if not.</summary>
    /// <param name="now">The present.</param>
    /// <param name="at">Time of day, UTC.</param>
    /// <param name="last">The due time of the last one that began.</param>
    public static long? DueAt(DateTimeOffset now, TimeSpan at, long last)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero) + at;
        var due = today <= now ? today : today.AddDays(-1);
        return now - due < Patience && due.ToUnixTimeMilliseconds() > last ? due.ToUnixTimeMilliseconds() : null;
    }
}
