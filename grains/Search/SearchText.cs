using System.Globalization;
using System.Text;

namespace Chat.Search;

/// <summary>A word as it stands in a text.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="Length">In characters of the text.</param>
/// <param name="Folded">As it is compared (<see cref="LetterFolding"/>); what is no run is cut after <see cref="SearchText.MaxWord"/> characters.</param>
/// <param name="IsRun">Of a script that puts no spaces between words: any part of it may be looked for.</param>
internal readonly record struct SearchWord(int Start, int Length, string Folded, bool IsRun);

/// <summary>
/// The one way in which texts are divided into words, for the index, for queries and for what is highlighted. A word is a run of letters, digits and marks of
/// one kind of script: with spaces between words (most), or without (Chinese, Japanese, Thai, Lao, Khmer, Burmese).
/// </summary>
internal static class SearchText
{
    /// <summary>Characters of a word that are compared; what is longer is an address or a key, of which the beginning is enough.</summary>
    public const int MaxWord = 48;

    private static readonly string[] Entities = ["&amp;", "&lt;", "&gt;"];

    public static IEnumerable<SearchWord> Words(string text)
    {
        var folded = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            at += EntityAt(text, at);
            if (at >= text.Length)
                yield break;
            var kind = KindAt(text, at, out var length);
            if (kind is Kind.Other or Kind.Mark)
            {
                at += length;
                continue;
            }
            var start = at;
            folded.Clear();
            for (var next = kind; next == kind || next == Kind.Mark;)
            {
                if (kind == Kind.Run || folded.Length < MaxWord)
                    LetterFolding.Append(folded, RuneAt(text, at));
                at += length;
                if (at >= text.Length)
                    break;
                next = KindAt(text, at, out length);
            }
            if (folded.Length > 0)
                yield return new SearchWord(start, at - start, kind == Kind.Run ? folded.ToString() : Cut(folded), kind == Kind.Run);
        }
    }

    /// <summary>
    /// The parts under which a word is found: itself, or of a run each two letters that follow each other, and its last one. So any part of a run is a sequence of
    /// such pairs, or the beginning of one.
    /// </summary>
    public static IEnumerable<string> Parts(SearchWord word) => word.IsRun ? Pairs(word.Folded, withLast: true) : [word.Folded];

    /// <summary>Each two letters of a run that follow each other; a single letter is all of itself.</summary>
    public static IEnumerable<string> Pairs(string run, bool withLast)
    {
        string? before = null;
        var hasPairs = false;
        foreach (var rune in run.EnumerateRunes())
        {
            var letter = rune.ToString();
            if (before is not null)
            {
                hasPairs = true;
                yield return before + letter;
            }
            before = letter;
        }
        if (before is not null && (withLast || !hasPairs))
            yield return before;
    }

    private static string Cut(StringBuilder folded)
    {
        if (folded.Length <= MaxWord)
            return folded.ToString();
        // Not between the halves of a letter beyond the basic plane.
        return folded.ToString(0, char.IsHighSurrogate(folded[MaxWord - 1]) ? MaxWord - 1 : MaxWord);
    }

    private static int EntityAt(string text, int at)
    {
        if (text[at] != '&')
            return 0;
        foreach (var entity in Entities)
        {
            if (string.CompareOrdinal(text, at, entity, 0, entity.Length) == 0)
                return entity.Length;
        }
        return 0;
    }

    private enum Kind
    {
        Other,
        Spaced,
        Run,
        Mark,
    }

    private static Rune RuneAt(string text, int at) => Rune.TryGetRuneAt(text, at, out var rune) ? rune : Rune.ReplacementChar;

    private static Kind KindAt(string text, int at, out int length)
    {
        var rune = RuneAt(text, at);
        length = rune.Utf16SequenceLength;
        if (rune.IsAscii)
            return char.IsAsciiLetterOrDigit((char)rune.Value) ? Kind.Spaced : Kind.Other;
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => Kind.Mark,
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
                or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber =>
                IsWithoutSpaces(rune.Value) ? Kind.Run : Kind.Spaced,
            _ => Kind.Other,
        };
    }

    private static bool IsWithoutSpaces(int value) => value is
        (>= 0x0E00 and <= 0x0EFF) // Thai, Lao
        or (>= 0x1000 and <= 0x109F) // Burmese
        or (>= 0x1780 and <= 0x17FF) // Khmer
        or (>= 0x3005 and <= 0x3007) or (>= 0x3031 and <= 0x312F) or (>= 0x31A0 and <= 0x31FF) // kana, bopomofo
        or (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF) // Han
        or (>= 0xFF66 and <= 0xFF9F); // half-width kana
}
