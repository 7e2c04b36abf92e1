using Chat.Channels;
using Chat.Messages;

namespace Chat.Search;

/// <summary>What to look for.</summary>
/// <param name="Query">In Slack's language: words, "phrases", -not, in:, from:, before:, after:, on:, during:, has:, is:thread.</param>
/// <param name="ByScore">The best first, by how rare the words are; else by time.</param>
/// <param name="Ascending">The other way round.</param>
/// <param name="Count">Of a page: 1 to <see cref="MaxCount"/>.</param>
/// <param name="Page">1 to <see cref="MaxPage"/>.</param>
/// <param name="Highlight">Words that were found stand between <see cref="SearchMatch.MarkBegin"/> and <see cref="SearchMatch.MarkEnd"/>.</param>
[GenerateSerializer, Immutable, Alias("SearchRequest")]
public sealed record SearchRequest(
    [property: Id(0)] string Query,
    [property: Id(1)] bool ByScore,
    [property: Id(2)] bool Ascending,
    [property: Id(3)] int Count,
    [property: Id(4)] int Page,
    [property: Id(5)] bool Highlight)
{
    public const int MaxCount = 100;
    public const int MaxPage = 100;
}

/// <summary>One page.</summary>
/// <param name="Total">Of all pages; what is beyond <see cref="MaxTotal"/> is not counted.</param>
[GenerateSerializer, Immutable, Alias("SearchPage")]
public sealed record SearchPage([property: Id(0)] int Total, [property: Id(1)] SearchMatch[] Matches)
{
    public const int MaxTotal = SearchRequest.MaxCount * SearchRequest.MaxPage;

    public static SearchPage Empty { get; } = new(0, []);
}

/// <summary>A message that was found.</summary>
/// <param name="Message">With its text, highlighted if that was asked for.</param>
/// <param name="Channel">Where it was said.</param>
/// <param name="UserName">Of its author; null for bots without a user.</param>
[GenerateSerializer, Immutable, Alias("SearchMatch")]
public sealed record SearchMatch([property: Id(0)] Message Message, [property: Id(1)] Channel Channel, [property: Id(2)] string? UserName)
{
    /// <summary>Slack's own marks, of the private use area.</summary>
    public const char MarkBegin = '\uE000';
    public const char MarkEnd = '\uE001';
}
