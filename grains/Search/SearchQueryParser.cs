using Chat.Errors;

namespace Chat.Search;

/// <summary>
/// Reads Slack's search language. There are no errors of syntax: what is no modifier, or has a value that means nothing, is looked for as words. Nothing of
/// the text but letters and digits ever reaches a database's own search language.
/// </summary>
internal sealed class SearchQueryParser
{
    private const int MaxLength = 1_000;
    private const int MaxParts = 30;

    /// <summary>Letters of a word whose continuations are looked for too: with fewer, a database would read much of what it knows.</summary>
    private const int LeastPrefix = 3;

    private readonly DateOnly _today;
    private readonly List<SearchTerm> _terms = [];
    private readonly List<NamedFilter> _in = [];
    private readonly List<NamedFilter> _from = [];
    private readonly List<HasFilter> _has = [];
    private bool? _isThread;
    private DateOnly? _since;
    private DateOnly? _until;

    private SearchQueryParser(DateOnly today) => _today = today;

    /// <summary>Errors: no_query (nothing that could be looked for), invalid_arguments (too long).</summary>
    /// <param name="text">As somebody typed it.</param>
    /// <param name="today">What today and yesterday are.</param>
    public static SearchQuery Parse(string text, DateOnly today)
    {
        if (text.Length > MaxLength)
            throw new ChatException(ErrorCodes.InvalidArguments, $"query has more than {MaxLength} characters; look for fewer words");
        var parser = new SearchQueryParser(today);
        foreach (var token in SearchToken.Of(text))
            parser.Take(token);
        var query = parser.Query();
        if (query.IsEmpty)
            throw new ChatException(ErrorCodes.NoQuery);
        if (query.Terms.Sum(static term => term.Words.Count) + query.In.Count + query.From.Count + query.Has.Count > MaxParts)
            throw new ChatException(ErrorCodes.InvalidArguments, $"query has more than {MaxParts} words; leave some out");
        return query;
    }

    private SearchQuery Query() => new()
    {
        Terms = _terms, In = _in, From = _from, Has = _has, IsThread = _isThread, Since = _since, Until = _until,
    };

    private void Take(SearchToken token)
    {
        if (token.Modifier is null || !TakeModifier(token))
            TakeWords(token);
    }

    private bool TakeModifier(SearchToken token) => token.Modifier switch
    {
        "in" => Named(_in, token, 'C', 'G', 'D', 'U', 'W'),
        "from" => Named(_from, token, 'U', 'W', 'B'),
        "has" => Has(token),
        "is" => Is(token),
        "before" => Date(token, day => _until = Earlier(_until, day.First)),
        "after" => Date(token, day => _since = Later(_since, day.Next)),
        "on" or "during" => Date(token, day => (_since, _until) = (Later(_since, day.First), Earlier(_until, day.Next))),
        _ => false,
    };

    private static bool Named(List<NamedFilter> filters, SearchToken token, params ReadOnlySpan<char> idLetters)
    {
        var name = token.Value.Trim();
        // <#C123|general> and <@U123>, as messages have them.
        if (name.StartsWith('<') && name.EndsWith('>'))
            name = name[1..^1].Split('|')[0];
        var isPerson = name.StartsWith('@');
        name = name.TrimStart('@', '#');
        if (name.Length == 0)
            return false;
        if (IdText.IsValid(name, idLetters.ToString()))
            isPerson |= name[0] is 'U' or 'W';
        filters.Add(new NamedFilter(name, isPerson, token.IsNot));
        return true;
    }

    private bool Has(SearchToken token)
    {
        var value = token.Value.ToLowerInvariant();
        HasFilter? filter = value switch
        {
            "link" or "links" => new(Having.Link),
            "reaction" or "reactions" => new(Having.Reaction),
            [':', _, .., ':'] => new(Having.Reaction, value[1..^1]),
            _ => null,
        };
        if (filter is null)
            return false;
        _has.Add(filter with { IsNot = token.IsNot });
        return true;
    }

    private bool Is(SearchToken token)
    {
        if (!token.Value.Equals("thread", StringComparison.OrdinalIgnoreCase))
            return false;
        _isThread = !token.IsNot;
        return true;
    }

    private bool Date(SearchToken token, Action<SearchDays> take)
    {
        if (token.IsNot || SearchDays.Parse(token.Value, _today) is not { } days)
            return false;
        take(days);
        return true;
    }

    private void TakeWords(SearchToken token)
    {
        var words = SearchText.Words(token.Text).ToList();
        if (words.Count == 0)
            return;
        // "foo-bar" is two words that follow each other; where runs are among them, each must be there.
        if (words.Exists(static word => word.IsRun))
        {
            foreach (var word in words)
                Add(token, [word.Folded], word.IsRun);
        }
        else
            Add(token, [.. words.Select(static word => word.Folded)], isRun: false);
    }

    private void Add(SearchToken token, string[] words, bool isRun)
    {
        var isPrefix = !isRun && (token.HasStar || (token.IsUnfinished && !token.IsNot)) && words[^1].Length >= LeastPrefix;
        _terms.Add(new SearchTerm(words, isPrefix, isRun, token.IsNot));
    }

    private static DateOnly Later(DateOnly? one, DateOnly other) => one is { } day && day > other ? day : other;

    private static DateOnly Earlier(DateOnly? one, DateOnly other) => one is { } day && day < other ? day : other;
}
