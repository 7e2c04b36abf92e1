using Chat.Errors;
using Chat.Messages;
using Chat.WebApi;

namespace Chat.Channels;

/// <summary>
/// Which messages a request asks for: <c>oldest</c>, <c>latest</c>, <c>inclusive</c>, <c>limit</c> and <c>cursor</c> made one query. Slack's rule:
/// a page holds the messages closest to <c>latest</c>, except that with <c>oldest</c> alone it holds those closest to it, and pages go forward.
/// </summary>
internal sealed class HistoryWindow
{
    private const int DefaultHistory = 100;
    private const int MaxPage = 999;
    private const int SlackMaxPage = 1000;
    private const string BackwardCursor = "next_ts";
    private const string ForwardCursor = "after_ts";

    private HistoryWindow(HistoryQuery query, string? oldest, string? latest)
    {
        Query = query;
        Oldest = oldest;
        Latest = latest;
    }

    public HistoryQuery Query { get; }

    /// <summary>As the client gave it, to be echoed.</summary>
    public string? Oldest { get; }

    /// <summary>As the client gave it, to be echoed.</summary>
    public string? Latest { get; }

    /// <summary>Errors: invalid_ts_latest, invalid_ts_oldest, invalid_limit, invalid_cursor.</summary>
    public static HistoryWindow OfHistory(Arguments arguments) => Of(arguments, DefaultHistory, isThread: false);

    /// <summary>Errors: as <see cref="OfHistory"/>.</summary>
    public static HistoryWindow OfReplies(Arguments arguments) => Of(arguments, MaxPage, isThread: true);

    private static HistoryWindow Of(Arguments arguments, int defaultLimit, bool isThread)
    {
        var oldest = Bound(arguments, "oldest", ErrorCodes.InvalidTsOldest);
        var latest = Bound(arguments, "latest", ErrorCodes.InvalidTsLatest);
        var limit = Math.Min(MaxPage, arguments.Limit(defaultLimit, SlackMaxPage));
        var query = new HistoryQuery(oldest, latest, arguments.Flag("inclusive"), limit, Forward: isThread || (oldest is not null && latest is null));
        if (arguments.Text("cursor") is { } cursor)
            query = Continue(query, cursor);
        return new HistoryWindow(query, oldest?.ToString(), latest?.ToString());
    }

    /// <summary>The same query from the cursor's place on, which is never shown again, however the other bound is meant.</summary>
    private static HistoryQuery Continue(HistoryQuery query, string cursor)
    {
        if (Cursor.TryDecode(cursor, BackwardCursor, out Ts before))
            return query with { Latest = query.Inclusive ? new Ts(before.Micros - 1) : before, Forward = false };
        if (Cursor.TryDecode(cursor, ForwardCursor, out Ts after))
            return query with { Oldest = query.Inclusive ? new Ts(after.Micros + 1) : after, Forward = true };
        throw new ChatException(ErrorCodes.InvalidCursor);
    }

    /// <summary>Null: not given, or 0, which official clients send for "no bound".</summary>
    private static Ts? Bound(Arguments arguments, string name, string code)
    {
        if (arguments.Text(name) is not { } text || (name == "latest" && text == "now"))
            return null;
        if (!Ts.TryParseBound(text, out var ts))
            throw new ChatException(code);
        return ts.IsNone ? null : ts;
    }

    /// <summary>The next page's cursor, or null at the end. History is newest first in either direction.</summary>
    public string? NextOfHistory(HistoryPage page)
    {
        if (!page.HasMore || page.Messages.Length == 0)
            return null;
        return Query.Forward ? Cursor.Encode(ForwardCursor, page.Messages[0].Ts) : Cursor.Encode(BackwardCursor, page.Messages[^1].Ts);
    }

    /// <summary>The next page's cursor, or null at the end. Replies are oldest first.</summary>
    public static string? NextOfReplies(HistoryPage page) =>
        page is { HasMore: true, Messages.Length: > 0 } ? Cursor.Encode(ForwardCursor, page.Messages[^1].Ts) : null;
}
