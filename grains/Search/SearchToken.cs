namespace Chat.Search;

/// <summary>A part of a query between spaces; quotes hold spaces together.</summary>
/// <param name="Modifier">What stands before a colon, in lower case; null if there is none.</param>
/// <param name="Value">What stands after it, without quotes.</param>
/// <param name="Text">All of it, without quotes and a leading minus.</param>
/// <param name="IsNot">It began with a minus.</param>
/// <param name="HasStar">It ended with a star.</param>
/// <param name="IsUnfinished">It is a bare word at the very end of the query: who types may not be done with it.</param>
internal readonly record struct SearchToken(string? Modifier, string Value, string Text, bool IsNot, bool HasStar, bool IsUnfinished)
{
    private static bool IsQuote(char c) => c is '"' or '\u201C' or '\u201D' or '\u201E';

    public static IEnumerable<SearchToken> Of(string query)
    {
        for (var at = 0; at < query.Length;)
        {
            if (char.IsWhiteSpace(query[at]))
            {
                at++;
                continue;
            }
            var start = at;
            var isQuoted = false;
            // A quote holds until the next one, or to the end.
            for (var inQuotes = false; at < query.Length && (inQuotes || !char.IsWhiteSpace(query[at])); at++)
            {
                if (!IsQuote(query[at]))
                    continue;
                inQuotes = !inQuotes;
                isQuoted = true;
            }
            yield return From(query[start..at], isQuoted, isLast: at == query.Length);
        }
    }

    private static SearchToken From(string raw, bool isQuoted, bool isLast)
    {
        var isNot = raw.Length > 1 && raw[0] == '-';
        var text = isNot ? raw[1..] : raw;
        var colon = IsQuote(text[0]) ? -1 : text.IndexOf(':', StringComparison.Ordinal);
        var bare = Unquoted(text);
        return new SearchToken(
            colon > 0 ? text[..colon].ToLowerInvariant() : null, colon > 0 ? Unquoted(text[(colon + 1)..]) : "", bare, isNot,
            HasStar: !isQuoted && bare.EndsWith('*'), IsUnfinished: isLast && !isQuoted && bare.Length > 0 && char.IsLetterOrDigit(bare[^1]));
    }

    private static string Unquoted(string text) => string.Concat(text.Where(static c => !IsQuote(c)));
}
