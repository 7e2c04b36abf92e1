using System.Net.Http.Headers;

namespace Chat.Unfurling;

/// <summary>How long an answer may be kept, as its server says.</summary>
/// <param name="Lifetime">Null: nothing is said.</param>
/// <param name="MayStore">False: it is to be kept in memory alone, and as briefly as possible.</param>
internal readonly record struct Freshness(TimeSpan? Lifetime, bool MayStore)
{
    public static Freshness Of(HttpResponseMessage response, DateTimeOffset now)
    {
        if (response.Headers.CacheControl is { } control)
        {
            if (control.NoStore || control.Private)
                return new Freshness(TimeSpan.Zero, MayStore: false);
            if (control.NoCache)
                return new Freshness(TimeSpan.Zero, MayStore: true);
            if ((control.SharedMaxAge ?? control.MaxAge) is { } age)
                return new Freshness(age - (response.Headers.Age ?? TimeSpan.Zero), MayStore: true);
        }
        return new Freshness(Expiry(response.Content.Headers, response.Headers.Date ?? now), MayStore: true);
    }

    /// <summary>Within the bounds.</summary>
    public TimeSpan Clamped(UnfurlingOptions options)
    {
        var wanted = Lifetime ?? options.FreshByDefault;
        return wanted < options.FreshAtLeast ? options.FreshAtLeast : wanted > options.FreshAtMost ? options.FreshAtMost : wanted;
    }

    private static TimeSpan? Expiry(HttpContentHeaders headers, DateTimeOffset date)
    {
        if (headers.Expires is { } expires)
            return expires - date;
        // "0" and the like, which are no dates, mean that it has expired.
        return headers.NonValidated.Contains("Expires") ? TimeSpan.Zero : null;
    }
}
