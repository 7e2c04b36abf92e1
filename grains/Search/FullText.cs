namespace Chat.Search;

/// <summary>A database's own language of searches, and what of a statement differs with it. Words go in as quoted or bare letters and digits alone.</summary>
internal abstract class FullText
{
    public static FullText Of(Sharding.Dialect dialect) => dialect is Sharding.SqliteDialect ? new SqliteFullText() : new MySqlFullText();

    /// <summary>The tables of documents with these words, with the alias d; the parameter is @words.</summary>
    public abstract string From { get; }

    /// <summary>The condition that they have the words of @words.</summary>
    public abstract string Match { get; }

    /// <summary>How well they match; higher is better.</summary>
    public abstract string Score { get; }

    /// <summary>The condition that they have none of the words of @without.</summary>
    public abstract string Without { get; }

    /// <summary>All of these.</summary>
    public abstract string All(IEnumerable<string> expressions);

    /// <summary>Any of these.</summary>
    public abstract string Any(IEnumerable<string> expressions);

    /// <summary>Words that follow each other.</summary>
    public abstract string Sequence(IReadOnlyList<string> words);

    /// <summary>One word, or all that begin with it.</summary>
    public abstract string Word(string word, bool isPrefix);

    /// <summary>A term of a query, in words of a team.</summary>
    public string Term(string prefix, SearchTerm term)
    {
        if (term.IsRun)
        {
            string[] pairs = [.. SearchText.Pairs(term.Words[0], withLast: false).Select(pair => prefix + pair)];
            // One letter alone: the first of a pair, or the last of its run.
            return pairs.Length > 1 ? Sequence(pairs) : Word(pairs[0], isPrefix: term.Words[0].EnumerateRunes().Count() == 1);
        }
        string[] words = [.. term.Words.Select(word => prefix + word)];
        if (words.Length == 1)
            return Word(words[0], term.IsPrefix);
        // No database lets the last word of a sequence go on: what comes before must follow each other, and the last be there.
        return term.IsPrefix ? All([words.Length == 2 ? Word(words[0], false) : Sequence(words[..^1]), Word(words[^1], true)]) : Sequence(words);
    }
}

/// <summary>InnoDB's boolean mode.</summary>
internal sealed class MySqlFullText : FullText
{
    public override string From => "search_documents d";

    public override string Match => "MATCH(d.words) AGAINST (@words IN BOOLEAN MODE)";

    public override string Score => Match;

    public override string Without => "NOT MATCH(d.words) AGAINST (@without IN BOOLEAN MODE)";

    public override string All(IEnumerable<string> expressions) => $"({string.Join(' ', expressions.Select(static e => $"+{e}"))})";

    public override string Any(IEnumerable<string> expressions) => $"({string.Join(' ', expressions)})";

    public override string Sequence(IReadOnlyList<string> words) => $"\"{string.Join(' ', words)}\"";

    public override string Word(string word, bool isPrefix) => isPrefix ? $"{word}*" : word;
}

/// <summary>SQLite's FTS5.</summary>
internal sealed class SqliteFullText : FullText
{
    public override string From => "search_words f JOIN search_documents d ON d.id = f.rowid";

    public override string Match => "search_words MATCH @words";

    public override string Score => "-f.rank";

    public override string Without => "d.id NOT IN (SELECT w.rowid FROM search_words w WHERE w.search_words MATCH @without)";

    public override string All(IEnumerable<string> expressions) => $"({string.Join(" AND ", expressions)})";

    public override string Any(IEnumerable<string> expressions) => $"({string.Join(" OR ", expressions)})";

    public override string Sequence(IReadOnlyList<string> words) => $"\"{string.Join(' ', words)}\"";

    public override string Word(string word, bool isPrefix) => isPrefix ? $"\"{word}\"*" : $"\"{word}\"";
}
