using System.Diagnostics.CodeAnalysis;

namespace Chat;

/// <summary>
/// A team (Slack: workspace). On the wire <c>T</c> and eight base-36 digits; in SQL the number itself, which leads every key.
/// The number's lowest bit names the preferred master of the team's shard.
/// </summary>
[GenerateSerializer, Immutable, Alias("TeamId")]
public readonly record struct TeamId([property: Id(0)] long Number) : IComparable<TeamId>
{
    private const int Digits = 8;
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// <summary>One more than the largest number that eight digits hold (36^8).</summary>
    public const long Limit = 2_821_109_907_456;

    public static bool TryParse([NotNullWhen(true)] string? text, out TeamId id)
    {
        id = default;
        if (text is null || text.Length != Digits + 1 || text[0] != 'T')
            return false;
        long number = 0;
        for (var i = 1; i < text.Length; i++)
        {
            var digit = Alphabet.IndexOf(text[i]);
            if (digit < 0)
                return false;
            number = number * 36 + digit;
        }
        id = new TeamId(number);
        return true;
    }

    public static TeamId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a team id.");

    public int CompareTo(TeamId other) => Number.CompareTo(other.Number);

    public static bool operator <(TeamId left, TeamId right) => left.Number < right.Number;

    public static bool operator >(TeamId left, TeamId right) => left.Number > right.Number;

    public static bool operator <=(TeamId left, TeamId right) => left.Number <= right.Number;

    public static bool operator >=(TeamId left, TeamId right) => left.Number >= right.Number;

    public override string ToString() => string.Create(Digits + 1, Number, static (span, number) =>
    {
        span[0] = 'T';
        for (var i = span.Length - 1; i > 0; i--)
        {
            span[i] = Alphabet[(int)(number % 36)];
            number /= 36;
        }
    });
}
