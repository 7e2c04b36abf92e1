using System.Globalization;

namespace Chat.Search;

/// <summary>Days in a row.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Next">The first after them.</param>
internal readonly record struct SearchDays(DateOnly First, DateOnly Next)
{
    private static readonly string[] Months =
    [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    ];

    /// <summary>
    /// A day (<c>2024-07-31</c>, <c>7/31/2024</c>, <c>today</c>, <c>yesterday</c>), a week or month or year (<c>week</c>, <c>2024-07</c>, <c>july</c>, <c>jul</c>,
    /// <c>month</c>, <c>2024</c>, <c>year</c>); a month without a year is the last that has begun. Null: it is none of these.
    /// </summary>
    public static SearchDays? Parse(string text, DateOnly today)
    {
        var value = text.Trim().ToLowerInvariant();
        return value switch
        {
            "today" => Day(today),
            "yesterday" => Day(today.AddDays(-1)),
            "week" => Of(today.AddDays(-(((int)today.DayOfWeek + 6) % 7)), static day => day.AddDays(7)),
            "month" => Month(today),
            "year" => Year(today.Year),
            _ when Named(value) is { } month => Month(new DateOnly(month > today.Month ? today.Year - 1 : today.Year, month, 1)),
            _ when Exact(value, "yyyy-MM-dd", "yyyy-M-d", "M/d/yyyy", "yyyy/M/d") is { } day => Day(day),
            _ when Exact(value, "yyyy-MM", "yyyy-M") is { } month => Month(month),
            _ when Exact(value, "yyyy") is { } year => Year(year.Year),
            _ => null,
        };
    }

    private static SearchDays Day(DateOnly day) => Of(day, static day => day.AddDays(1));

    private static SearchDays Month(DateOnly day) => Of(new DateOnly(day.Year, day.Month, 1), static day => day.AddMonths(1));

    private static SearchDays Year(int year) => Of(new DateOnly(year, 1, 1), static day => day.AddYears(1));

    /// <summary>Clocks of teams begin in 1970, and the calendar ends: what lies outside is as good as its edge.</summary>
    private static SearchDays Of(DateOnly first, Func<DateOnly, DateOnly> next)
    {
        first = first.Year switch
        {
            < 1970 => new DateOnly(1970, 1, 1),
            > 2200 => new DateOnly(2200, 1, 1),
            _ => first,
        };
        return new SearchDays(first, next(first));
    }

    /// <summary>By its whole name or its first three letters.</summary>
    private static int? Named(string value)
    {
        var index = Array.FindIndex(Months, month => month == value || month[..3] == value);
        return index < 0 ? null : index + 1;
    }

    private static DateOnly? Exact(string value, params string[] forms) =>
        DateOnly.TryParseExact(value, forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
