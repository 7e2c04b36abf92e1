using Chat.Errors;
using Chat.Sharding;
using Chat.Teams;
using Chat.Users;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Chat.Search;

/// <summary>
/// Owns: who follows the team's events into the index; one at a time. Persists: the index, past the log. Calls: the
/// roster, since days are those of the time zone of who searches.
/// A search first waits, for a while, until the index has what was said before it: so a message is found as soon as it was acked.
/// </summary>
[TeamPlacement]
internal sealed partial class SearchGrain(
    SearchStore store, SearchIndexStore index, SearchGate gate, SearchBacklog backlog, SearchMetrics metrics, IOptions<SearchOptions> options, TimeProvider time, ILogger<SearchGrain> logger)
    : Grain, ISearchGrain
{
    /// <summary>Of one call that follows: well below the time after which nobody waits for its answer.</summary>
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(3);

    private Task<SearchProgress>? _following;

    private TeamId Team => GrainKeys.TeamOf(this.GetPrimaryKeyString());

    public async Task<SearchPage> Messages(Caller caller, SearchRequest request)
    {
        var began = time.GetTimestamp();
        var outcome = ErrorCodes.InternalError;
        try
        {
            var page = await SearchAsync(caller, request);
            outcome = "ok";
            return page;
        }
        catch (ChatException e)
        {
            outcome = e.Code;
            throw;
        }
        finally
        {
            metrics.Searched(outcome, time.GetElapsedTime(began));
        }
    }

    private async Task<SearchPage> SearchAsync(Caller caller, SearchRequest request)
    {
        if (request.Count is < 1 or > SearchRequest.MaxCount || request.Page is < 1 or > SearchRequest.MaxPage)
            throw new ChatException(ErrorCodes.InvalidArguments, $"count is 1 to {SearchRequest.MaxCount}, page 1 to {SearchRequest.MaxPage}");
        var timeZone = await TimeZoneOf(caller.User);
        var query = SearchQueryParser.Parse(request.Query, TimeZones.Today(timeZone, time.GetUtcNow())) with { TimeZone = timeZone };
        using var place = await gate.EnterAsync(Team);
        await CatchUpAsync();
        var page = await FindAsync(caller, query, request);
        return request.Highlight ? page with { Matches = [.. page.Matches.Select(match => Highlighted(match, query))] } : page;
    }

    public Task<SearchProgress> Follow()
    {
        if (_following is not { IsCompleted: false })
            _following = FollowAsync();
        return _following;
    }

    private async Task<string> TimeZoneOf(UserId user) =>
        await GrainFactory.GetGrain<IRosterGrain>(this.GetPrimaryKeyString()).Find([user]) is [var found] ? found.Profile.TimeZone : "";

    private async Task<SearchPage> FindAsync(Caller caller, SearchQuery query, SearchRequest request)
    {
        try
        {
            return await store.FindAsync(Team, caller.User, query, request, options.Value.Timeout);
        }
        catch (ChatException e) when (e.Code == ErrorCodes.RequestTimeout)
        {
            throw new ChatException(e.Code, "the query means too many messages; add words, a channel (in:) or dates (after:, before:)");
        }
    }

    /// <summary>The work goes on when the search waits no longer; what it leaves, the silo's keeper takes up.</summary>
    private async Task CatchUpAsync()
    {
        try
        {
            if ((await Follow().WaitAsync(options.Value.FreshWait, time)).IsAtEnd)
                return;
        }
        catch (TimeoutException)
        {
            // The index is far behind.
        }
        catch (ChatException e)
        {
            // Logged where it happened; what is in the index is found.
            LogBehind(Team, e.Code);
        }
        backlog.Add(Team);
    }

    private async Task<SearchProgress> FollowAsync()
    {
        var began = time.GetTimestamp();
        var pace = new Pace(time, options.Value.IndexMessagesPerSecond);
        for (var all = 0; ;)
        {
            var (step, messages) = await index.StepAsync(Team);
            all += messages;
            metrics.Indexed(messages);
            if (step != SearchStep.Done || time.GetElapsedTime(began) > Slice)
                return new SearchProgress(all, step == SearchStep.AtEnd);
            // What is not a whole portion is the end of it: nobody waits for that.
            if (messages >= SearchIndexStore.Portion)
                await pace.AfterAsync(messages, CancellationToken.None);
        }
    }

    private static SearchMatch Highlighted(SearchMatch match, SearchQuery query) =>
        match with { Message = match.Message with { Text = Highlighter.Mark(match.Message.Text, query.Terms) } };

    [LoggerMessage(LogLevel.Information, "The index of team {Team} could not be brought up to date for a search: {Code}")]
    private partial void LogBehind(TeamId team, string code);
}
