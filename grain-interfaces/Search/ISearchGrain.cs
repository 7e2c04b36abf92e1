using Chat.Users;
using Orleans.Concurrency;

namespace Chat.Search;

/// <summary>
/// Looks for a team's messages, beside everything else that the team does. Key: <see cref="GrainKeys.For(TeamId)"/>. All of it interleaves: a search reads, and of
/// those who follow there is one at a time.
/// </summary>
[Alias("ISearchGrain")]
public interface ISearchGrain : IGrainWithStringKey
{
    /// <summary>
    /// A page of the messages that the query finds among those that the caller may see. What was acked before is found, unless the index is far behind.
    /// Errors: no_query, invalid_arguments (too long, too many words), ratelimited (too many searches at once), request_timeout (too many messages to look
    /// through), service_unavailable.
    /// </summary>
    [Alias("Messages"), AlwaysInterleave]
    Task<SearchPage> Messages(Caller caller, SearchRequest request);

    /// <summary>Brings into the index what it lacks, for a few seconds at most. Errors: service_unavailable.</summary>
    [Alias("Follow"), AlwaysInterleave]
    Task<SearchProgress> Follow();
}

/// <summary>How far the index was brought.</summary>
/// <param name="Messages">So many were looked at.</param>
/// <param name="IsAtEnd">It has everything that was said before the call.</param>
[GenerateSerializer, Immutable, Alias("SearchProgress")]
public sealed record SearchProgress([property: Id(0)] int Messages, [property: Id(1)] bool IsAtEnd);
