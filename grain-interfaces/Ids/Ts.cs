using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Chat;

/// <summary>
/// A team's clock: microseconds since 1970, strictly increasing per team, given by the team's grain. On the wire Slack's
/// <c>"1700000000.000100"</c> (always ten digits, a point, six digits: 17 characters that sort as text). It is a message's id,
/// its place in the order, and the position from which a client resumes.
/// </summary>
[GenerateSerializer, Immutable, Alias("Ts")]
public readonly record struct Ts([property: Id(0)] long Micros) : IComparable<Ts>
{
    /// <summary>Length of the wire form in characters (and, being ASCII, bytes).</summary>
    public const int WireLength = 17;

    /// <summary>In a change that is not yet published: "the ts that this step will get". On the wire: never, e.g. never read.</summary>
    public static readonly Ts None;

    /// <summary>In a change that is not yet published: "the ts that the change's first step will get".</summary>
    public static readonly Ts OfFirstStep = new(-1);

    /// <summary>The last ts that has a wire form (year 2286).</summary>
    public static readonly Ts Max = new(9_999_999_999_999_999);

    public bool IsNone => Micros == 0;

    public long Seconds => Micros / 1_000_000;

    /// <summary>Parses exactly the wire form; no number type in between, so that no digit is lost.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Ts ts)
    {
        ts = default;
        if (text is null || text.Length != WireLength || text[10] != '.')
            return false;
        long micros = 0;
        for (var i = 0; i < WireLength; i++)
        {
            if (i == 10)
                continue;
            if (!char.IsAsciiDigit(text[i]))
                return false;
            micros = micros * 10 + (text[i] - '0');
        }
        ts = new Ts(micros);
        return true;
    }

    /// <summary>Parses what callers may give as a bound: a wire form, whole seconds, or seconds with one to six decimals.</summary>
    public static bool TryParseBound([NotNullWhen(true)] string? text, out Ts ts)
    {
        ts = default;
        if (TryParse(text, out ts))
            return true;
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || seconds >= 10_000_000_000m)
            return false;
        ts = new Ts((long)(seconds * 1_000_000m));
        return true;
    }

    public static Ts Parse(string text) => TryParse(text, out var ts) ? ts : throw new FormatException($"'{text}' is not a ts.");

    public static Ts At(DateTimeOffset time) => new((time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / 10);

    /// <summary>Writes the 17 ASCII bytes of the wire form.</summary>
    public void Format(Span<byte> utf8)
    {
        var rest = Micros;
        for (var i = WireLength - 1; i >= 0; i--)
        {
            if (i == 10)
            {
                utf8[i] = (byte)'.';
                continue;
            }
            utf8[i] = (byte)('0' + rest % 10);
            rest /= 10;
        }
    }

    public int CompareTo(Ts other) => Micros.CompareTo(other.Micros);

    public static bool operator <(Ts left, Ts right) => left.Micros < right.Micros;

    public static bool operator >(Ts left, Ts right) => left.Micros > right.Micros;

    public static bool operator <=(Ts left, Ts right) => left.Micros <= right.Micros;

    public static bool operator >=(Ts left, Ts right) => left.Micros >= right.Micros;

    public override string ToString()
    {
        Span<byte> utf8 = stackalloc byte[WireLength];
        Format(utf8);
        return System.Text.Encoding.ASCII.GetString(utf8);
    }
}
