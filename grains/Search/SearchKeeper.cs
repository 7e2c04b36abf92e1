using Chat.Errors;
using Chat.Sharding;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Chat.Search;

/// <summary>
/// Has the teams for which this silo writes followed into the index, a few at a time, so that a search finds little left to do. Nothing depends on it: what it
/// misses, the next search of the team follows by itself.
/// </summary>
internal sealed partial class SearchKeeper(
    ShardLoad load, SearchBacklog backlog, IGrainFactory grains, IOptions<SearchOptions> options, TimeProvider time, ILogger<SearchKeeper> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.IndexPeriod, time);
        var looked = time.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                var now = time.GetTimestamp();
                TeamId[] teams = [.. load.WrittenSince(looked).Union(backlog.Take())];
                looked = now;
                var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Value.IndexTeamsAtOnce, CancellationToken = stoppingToken };
                await Parallel.ForEachAsync(teams, parallel, async (team, stop) => await FollowAsync(team, stop));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task FollowAsync(TeamId team, CancellationToken stop)
    {
        try
        {
            if (!await grains.GetGrain<ISearchGrain>(GrainKeys.For(team)).Follow().WaitAsync(stop))
                backlog.Add(team);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Its shard is away, which is logged there, or a silo left: the next look tries again.
            LogUnfollowed(team, e is ChatException chat ? chat.Code : e.Message);
            backlog.Add(team);
        }
    }

    [LoggerMessage(LogLevel.Debug, "The index of team {Team} could not be brought up to date: {Reason}")]
    private partial void LogUnfollowed(TeamId team, string reason);
}
