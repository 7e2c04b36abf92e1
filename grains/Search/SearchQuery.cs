namespace Chat.Search;

/// <summary>What a query asks for, all of it at once. Names are as they were written; what they mean, the team knows.</summary>
internal sealed record SearchQuery
{
    public IReadOnlyList<SearchTerm> Terms { get; init; } = [];

    public IReadOnlyList<NamedFilter> In { get; init; } = [];

    public IReadOnlyList<NamedFilter> From { get; init; } = [];

    public IReadOnlyList<HasFilter> Has { get; init; } = [];

    /// <summary>Roots with replies and replies; false: neither.</summary>
    public bool? IsThread { get; init; }

    /// <summary>Whose days are meant: the name of a time zone; empty: Greenwich's.</summary>
    public string TimeZone { get; init; } = "";

    /// <summary>From this day on.</summary>
    public DateOnly? Since { get; init; }

    /// <summary>Before this day.</summary>
    public DateOnly? Until { get; init; }

    public bool IsEmpty =>
        Terms.Count == 0 && In.Count == 0 && From.Count == 0 && Has.Count == 0 && IsThread is null && Since is null && Until is null;
}

/// <summary>Words that follow each other, folded (<see cref="SearchText"/>).</summary>
/// <param name="IsPrefix">The last word may go on.</param>
/// <param name="IsRun">One word of a script without spaces: any part of one is meant.</param>
/// <param name="IsNot">Messages without it are meant.</param>
internal sealed record SearchTerm(IReadOnlyList<string> Words, bool IsPrefix = false, bool IsRun = false, bool IsNot = false)
{
    /// <summary>By value: what a query became is compared with what it should.</summary>
    public bool Equals(SearchTerm? other) =>
        other is not null && Words.SequenceEqual(other.Words) && (IsPrefix, IsRun, IsNot) == (other.IsPrefix, other.IsRun, other.IsNot);

    public override int GetHashCode() => HashCode.Combine(Words.Count == 0 ? "" : Words[0], Words.Count, IsPrefix, IsRun, IsNot);
}

/// <summary>A channel or a person.</summary>
/// <param name="Name">An id, or a name without <c>#</c> or <c>@</c>.</param>
/// <param name="IsPerson">It was written with <c>@</c>; of in: the conversation with that person is meant.</param>
internal sealed record NamedFilter(string Name, bool IsPerson = false, bool IsNot = false);

internal enum Having
{
    Link,

    /// <summary>Of any emoji, or of the one that is named.</summary>
    Reaction,
}

internal sealed record HasFilter(Having What, string? Emoji = null, bool IsNot = false);
