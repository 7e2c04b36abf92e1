using System.Globalization;

namespace Chat.Messages;

/// <summary>Where addresses end in plain text. Every method answers a length from the front of the text, or 0.</summary>
internal static class MrkdwnUrlScanner
{
    private const int MaxLocalPart = 64;
    private static readonly string[] Schemes = ["http://", "https://", "ftp://"];

    /// <summary>An address with its scheme.</summary>
    /// <param name="previous">The character before it.</param>
    public static int LengthOfUrl(ReadOnlySpan<char> text, char previous)
    {
        foreach (var scheme in Schemes)
        {
            if (!text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
                continue;
            // The host's first character is judged before the rest is looked at: what fails must be cheap, or many failures would be quadratic.
            var host = text[scheme.Length..];
            if (host.IsEmpty || !(char.IsLetterOrDigit(host[0]) || char.IsSurrogate(host[0]) || host[0] == '['))
                return 0;
            var length = Trimmed(text, scheme.Length, previous);
            return length > scheme.Length ? length : 0;
        }
        return 0;
    }

    /// <summary>An address that begins with <c>www.</c> and has another point in its host.</summary>
    public static int LengthOfHost(ReadOnlySpan<char> text, char previous)
    {
        const string Prefix = "www.";
        if (!text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return 0;
        var end = Prefix.Length;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '-' or '.'))
            end++;
        var host = text[Prefix.Length..end];
        var point = host.IndexOf('.');
        var isHost = point > 0 && point < host.Length - 1 && char.IsLetterOrDigit(host[0]) && char.IsLetterOrDigit(host[point + 1]);
        return isHost ? Trimmed(text, Prefix.Length, previous) : 0;
    }

    public static bool StartsWithMailTo(ReadOnlySpan<char> text) => text.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase);

    /// <summary>A mail address.</summary>
    /// <param name="local">Characters that may stand before its <c>@</c>: within them no other mail address can begin.</param>
    /// <param name="spent">Characters up to where a domain could reach, if there is an <c>@</c>: they are this mail address or no link at
    /// all.</param>
    public static int LengthOfMail(ReadOnlySpan<char> text, out int local, out int spent)
    {
        (local, spent) = (0, 0);
        while (local < text.Length && IsLocal(text[local]))
            local++;
        if (local == 0 || local == text.Length || text[local] != '@')
            return 0;
        spent = local + 1;
        while (spent < text.Length && (char.IsAsciiLetterOrDigit(text[spent]) || text[spent] is '.' or '-'))
            spent++;
        var domain = LengthOfDomain(text[(local + 1)..spent]);
        if (domain == 0 || local > MaxLocalPart || text[local - 1] == '.')
            return 0;
        var end = local + 1 + domain;
        var isWhole = end == text.Length || !(char.IsLetterOrDigit(text[end]) || text[end] is '@' or '_');
        return isWhole ? end : 0;
    }

    private static bool IsLocal(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '%' or '+' or '-';

    /// <summary>Two labels or more, the last of letters.</summary>
    private static int LengthOfDomain(ReadOnlySpan<char> text)
    {
        var end = 0;
        var labels = 0;
        var lastStart = 0;
        while (true)
        {
            var start = end + (labels > 0 ? 1 : 0);
            if (labels > 0 && (end >= text.Length || text[end] != '.'))
                break;
            var stop = start;
            while (stop < text.Length && (char.IsAsciiLetterOrDigit(text[stop]) || text[stop] == '-'))
                stop++;
            while (stop > start && text[stop - 1] == '-')
                stop--;
            if (stop == start || text[start] == '-')
                break;
            (end, lastStart) = (stop, start);
            labels++;
        }
        return labels >= 2 && end - lastStart >= 2 && !text[lastStart..end].ContainsAnyExcept(Letters) ? end : 0;
    }

    private static readonly System.Buffers.SearchValues<char> Letters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>As far as an address may reach, less the punctuation that belongs to the sentence around it.</summary>
    private static int Trimmed(ReadOnlySpan<char> text, int from, char previous)
    {
        var end = from;
        while (end < text.Length && !Ends(text[end]))
            end++;
        // What closes a bracket that was opened before the address is not part of it.
        var inside = text[from..end];
        var unmatched = (Round: Unmatched(inside, '(', ')'), Square: Unmatched(inside, '[', ']'), Curly: Unmatched(inside, '{', '}'));
        while (end > from)
        {
            switch (text[end - 1])
            {
                case ')' when unmatched.Round > 0:
                    unmatched.Round--;
                    break;
                case ']' when unmatched.Square > 0:
                    unmatched.Square--;
                    break;
                case '}' when unmatched.Curly > 0:
                    unmatched.Curly--;
                    break;
                case '_' when previous == '_':
                case '.' or ',' or ';' or ':' or '!' or '?' or '\'' or '*' or '~' or '(' or '[' or '{':
                case var c when IsForeignPunctuation(c):
                    break;
                default:
                    return end;
            }
            unmatched.Round += text[end - 1] == '(' ? 1 : 0;
            end--;
        }
        return end;
    }

    private static bool Ends(char c) => char.IsWhiteSpace(c) || char.IsControl(c) || c is '<' or '>' or '"' or '|' or '`';

    private static int Unmatched(ReadOnlySpan<char> text, char open, char close) => text.Count(close) - text.Count(open);

    /// <summary>Quotation marks and full stops of other scripts.</summary>
    private static bool IsForeignPunctuation(char c) =>
        !char.IsAscii(c) && char.GetUnicodeCategory(c) is UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.InitialQuotePunctuation
            or UnicodeCategory.ClosePunctuation or UnicodeCategory.OpenPunctuation or UnicodeCategory.OtherPunctuation;
}
