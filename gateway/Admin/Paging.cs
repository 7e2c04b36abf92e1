using System.Globalization;
using Chat.Errors;
using WireCursor = Chat.WebApi.Cursor;

namespace Chat.Admin;

/// <summary>The query arguments cursor and limit of /admin's lists.</summary>
internal static class Paging
{
    public const string Cursor = "The next_cursor of the page before; missing or empty: the first page.";
    public const string Limit = "How many, 1 to 1000; 100 when missing.";

    private const int DefaultSize = 100;
    private const int MaxSize = 1000;
    private const string TeamKind = "team";
    private const string UserKind = "user";

    /// <summary>Errors: invalid_limit.</summary>
    public static int SizeOf(string? limit)
    {
        if (string.IsNullOrEmpty(limit))
            return DefaultSize;
        return int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= MaxSize
            ? size
            : throw new ChatException(ErrorCodes.InvalidLimit, $"limit must be 1 to {MaxSize}.");
    }

    /// <summary>Errors: invalid_cursor.</summary>
    public static TeamId? TeamIn(string? cursor)
    {
        if (string.IsNullOrEmpty(cursor))
            return null;
        return WireCursor.TryDecode(cursor, TeamKind, out string? text) && TeamId.TryParse(text, out var team) ? team : throw Invalid();
    }

    /// <summary>Errors: invalid_cursor.</summary>
    public static UserId? UserIn(string? cursor)
    {
        if (string.IsNullOrEmpty(cursor))
            return null;
        return WireCursor.TryDecode(cursor, UserKind, out string? text) && UserId.TryParse(text, out var user) ? user : throw Invalid();
    }

    public static string After(TeamId team) => WireCursor.Encode(TeamKind, team.ToString());

    public static string After(UserId user) => WireCursor.Encode(UserKind, user.Value);

    private static ChatException Invalid() => new(ErrorCodes.InvalidCursor, "cursor must be the next_cursor of an earlier page.");
}
