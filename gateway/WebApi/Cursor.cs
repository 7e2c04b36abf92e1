using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Chat.Errors;

namespace Chat.WebApi;

/// <summary>
/// Slack's paging cursor: to clients opaque base64 (of the alphabet that needs no escaping in an address), inside <c>kind:value</c> of the
/// last item seen. It names a place and no right: each page checks access anew, so that a cursor of another team or channel opens nothing.
/// </summary>
internal static class Cursor
{
    private const int MaxLength = 128;

    public static string Encode(string kind, string value) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes($"{kind}:{value}"));

    public static string Encode(string kind, Ts ts) => Encode(kind, ts.Micros.ToString(CultureInfo.InvariantCulture));

    public static bool TryDecode(string cursor, string kind, [NotNullWhen(true)] out string? value)
    {
        value = null;
        var bytes = new byte[MaxLength];
        if (cursor.Length > MaxLength || Base64Url.DecodeFromChars(cursor, bytes, out _, out var length) != OperationStatus.Done)
            return false;
        var text = Encoding.ASCII.GetString(bytes, 0, length);
        if (!text.StartsWith(kind, StringComparison.Ordinal) || text.Length <= kind.Length || text[kind.Length] != ':')
            return false;
        value = text[(kind.Length + 1)..];
        return true;
    }

    public static bool TryDecode(string cursor, string kind, out Ts ts)
    {
        ts = default;
        if (!TryDecode(cursor, kind, out string? text)
            || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var micros)
            || micros > Ts.Max.Micros)
            return false;
        ts = new Ts(micros);
        return true;
    }

    /// <summary>The user after whom a page starts, or null for the first. Errors: invalid_cursor.</summary>
    public static UserId? UserIn(Arguments arguments)
    {
        if (arguments.Text("cursor") is not { } cursor)
            return null;
        return TryDecode(cursor, "user", out string? text) && UserId.TryParse(text, out var user)
            ? user
            : throw new ChatException(ErrorCodes.InvalidCursor);
    }

    public static string For(UserId user) => Encode("user", user.Value);

    /// <summary>The channel after which a page starts, or null for the first. Errors: invalid_cursor.</summary>
    public static ChannelId? ChannelIn(Arguments arguments)
    {
        if (arguments.Text("cursor") is not { } cursor)
            return null;
        return TryDecode(cursor, "channel", out string? text) && ChannelId.TryParse(text, out var channel)
            ? channel
            : throw new ChatException(ErrorCodes.InvalidCursor);
    }

    public static string For(ChannelId channel) => Encode("channel", channel.Value);
}
