using Chat.Errors;
using Chat.Sharding;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Chat.Search;

/// <summary>
/// Has the teams for which this silo writes followed into the index, one after the other and at a bounded rate, so that a search finds little left to do and
/// those who talk do not notice. Nothing depends on it: what it misses, the next search of the team follows by itself.
/// </summary>
internal sealed partial class SearchKeeper(
    ShardLoad load, SearchBacklog backlog, IGrainFactory grains, IOptions<SearchOptions> options, TimeProvider time, ILogger<SearchKeeper> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.IndexPeriod, time);
        var pace = new Pace(time, options.Value.IndexMessagesPerSecond);
        var looked = time.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                var now = time.GetTimestamp();
                TeamId[] teams = [.. load.WrittenSince(looked).Union(backlog.Take())];
                looked = now;
                foreach (var team in teams)
                    await pace.AfterAsync(await FollowAsync(team, stoppingToken), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    /// <summary>Answers how many messages were looked at.</summary>
    private async Task<int> FollowAsync(TeamId team, CancellationToken stop)
    {
        try
        {
            var progress = await grains.GetGrain<ISearchGrain>(GrainKeys.For(team)).Follow().WaitAsync(stop);
            if (!progress.IsAtEnd)
                backlog.Add(team);
            return progress.Messages;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The next look tries again. A shard that is away is told of where it was asked.
            if (e is ChatException chat)
                LogUnfollowed(team, chat.Code);
            else
                LogFailed(e, team);
            backlog.Add(team);
            return 0;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The index of team {Team} could not be brought up to date; it is tried again.")]
    private partial void LogFailed(Exception exception, TeamId team);

    [LoggerMessage(LogLevel.Debug, "The index of team {Team} could not be brought up to date: {Reason}")]
    private partial void LogUnfollowed(TeamId team, string reason);
}
