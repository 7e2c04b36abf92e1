using System.Globalization;

namespace Chat.LoadTest.Target;

/// <summary>Slack's ts, ten digits, a point and six digits, as microseconds.</summary>
internal static class Ts
{
    private const int Length = 17;
    private const int Point = 10;

    /// <summary>-1: not a ts.</summary>
    public static long Parse(ReadOnlySpan<byte> text)
    {
        if (text.Length != Length || text[Point] != '.')
            return -1;
        long micros = 0;
        for (var i = 0; i < Length; i++)
        {
            if (i == Point)
                continue;
            var digit = (uint)(text[i] - '0');
            if (digit > 9)
                return -1;
            micros = micros * 10 + digit;
        }
        return micros;
    }

    public static string Format(long micros) =>
        string.Create(CultureInfo.InvariantCulture, $"{micros / 1_000_000:0000000000}.{micros % 1_000_000:000000}");
}

/// <summary>Looks for members of a frame without parsing it: frames are compact JSON, and the client must cost little.</summary>
internal static class Json
{
    /// <param name="name">Such as <c>"ts":"</c>.</param>
    /// <returns>The text up to the next quotation mark; empty if there is no such member.</returns>
    public static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        var at = json.IndexOf(name);
        if (at < 0)
            return default;
        var rest = json[(at + name.Length)..];
        var end = rest.IndexOf((byte)'"');
        return end < 0 ? default : rest[..end];
    }

    /// <returns>-1: there is no such number.</returns>
    public static long Number(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        var at = json.IndexOf(name);
        return at >= 0 && System.Buffers.Text.Utf8Parser.TryParse(json[(at + name.Length)..], out long number, out _) ? number : -1;
    }
}
