using System.Text;

namespace Chat.Search;

/// <summary>
/// Puts marks around the words of a text that a query looked for. Inside of what the text has a meaning for (mentions, addresses, <c>:emoji:</c>) nothing is
/// marked: it would mean something else.
/// </summary>
internal static class Highlighter
{
    public static string Mark(string text, IReadOnlyList<SearchTerm> terms)
    {
        SearchTerm[] wanted = [.. terms.Where(static term => !term.IsNot)];
        if (wanted.Length == 0)
            return text;
        SearchWord[] words = [.. SearchText.Words(text)];
        var marked = new SortedDictionary<int, int>();
        for (var i = 0; i < words.Length; i++)
        {
            foreach (var term in wanted)
            {
                foreach (var (start, length) in Found(words, i, term))
                    marked[start] = Math.Max(length, marked.GetValueOrDefault(start));
            }
        }
        return Write(text, marked, Closed(text));
    }

    /// <summary>Parts of the text that a term means, at the i-th word.</summary>
    private static IEnumerable<(int Start, int Length)> Found(SearchWord[] words, int i, SearchTerm term)
    {
        if (term.IsRun)
            return words[i].IsRun ? Parts(words[i], term.Words[0]) : [];
        if (i + term.Words.Count > words.Length)
            return [];
        for (var w = 0; w < term.Words.Count; w++)
        {
            var (word, isLast) = (words[i + w], w == term.Words.Count - 1);
            if (word.IsRun || !(isLast && term.IsPrefix ? word.Folded.StartsWith(term.Words[w], StringComparison.Ordinal) : word.Folded == term.Words[w]))
                return [];
        }
        return words.Skip(i).Take(term.Words.Count).Select(static word => (word.Start, word.Length));
    }

    /// <summary>Where a run has this; all of it, where its letters are others than those that are compared.</summary>
    private static List<(int Start, int Length)> Parts(SearchWord run, string wanted)
    {
        var parts = new List<(int, int)>();
        var isSame = run.Folded.Length == run.Length;
        for (var at = 0; (at = run.Folded.IndexOf(wanted, at, StringComparison.Ordinal)) >= 0; at += wanted.Length)
            parts.Add(isSame ? (run.Start + at, wanted.Length) : (run.Start, run.Length));
        return parts;
    }

    /// <summary>For each character whether it is inside of something. A label (<c>&lt;address|label&gt;</c>) is not.</summary>
    private static bool[] Closed(string text)
    {
        var closed = new bool[text.Length];
        for (var at = 0; at < text.Length;)
        {
            var end = text[at] switch
            {
                '<' => Bracket(text, at),
                ':' => Emoji(text, at),
                _ => at,
            };
            closed.AsSpan(at, end - at).Fill(true);
            at = Math.Max(end, at + 1);
        }
        return closed;
    }

    private static int Bracket(string text, int at)
    {
        var end = text.AsSpan(at + 1).IndexOfAny('<', '>');
        if (end < 0 || text[at + 1 + end] == '<')
            return at;
        var bar = text.IndexOf('|', at, end + 1);
        return bar < 0 ? at + end + 2 : bar + 1;
    }

    private static int Emoji(string text, int at)
    {
        var end = at + 1;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or '-' or '+' or '\''))
            end++;
        return end > at + 1 && end < text.Length && text[end] == ':' ? end + 1 : at;
    }

    private static string Write(string text, SortedDictionary<int, int> marked, bool[] closed)
    {
        var output = new StringBuilder(text.Length + 16);
        var at = 0;
        foreach (var (start, length) in marked)
        {
            if (start < at || closed[start])
                continue;
            output.Append(text, at, start - at).Append(SearchMatch.MarkBegin).Append(text, start, length).Append(SearchMatch.MarkEnd);
            at = start + length;
        }
        return output.Append(text, at, text.Length - at).ToString();
    }
}
