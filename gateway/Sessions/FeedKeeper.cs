using Microsoft.Extensions.Options;

namespace Chat.Sessions;

/// <summary>
/// The one loop over all feeds and sessions: renews subscriptions with what changed, asks sessions for proof of receipt, forgets feeds that
/// nobody needs, and on stop tells the teams where everyone stood.
/// </summary>
internal sealed partial class FeedKeeper(
    TeamFeeds feeds, IOptions<SessionOptions> options, TimeProvider time, ILogger<FeedKeeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan ProofPeriod = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(6);
    private static readonly ParallelOptions Parallelism = new() { MaxDegreeOfParallelism = 64 };

    private readonly SemaphoreSlim _hurry = new(0, 1);

    /// <summary>Renews now: the cluster changed, or a call had to be repeated.</summary>
    public void Hurry()
    {
        try
        {
            _hurry.Release();
        }
        catch (SemaphoreFullException)
        {
            // A renewal is due already.
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(RenewLoop(stoppingToken), ProofLoop(stoppingToken));

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await ForEachFeed(feed => feed.Leave(CancellationToken.None));
    }

    private async Task RenewLoop(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _hurry.WaitAsync(options.Value.RenewPeriod, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await ForEachFeed(async feed =>
            {
                if (feeds.TryRetire(feed))
                {
                    using (feed)
                        await feed.Leave(stoppingToken);
                }
                else
                    await feed.Renew(stoppingToken);
            });
        }
    }

    private async Task ProofLoop(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(ProofPeriod, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var feed in feeds.All)
            {
                feed.AskForProofs();
                if (feed.IsOverdue)
                    Hurry();
            }
        }
    }

    /// <summary>Feeds are independent: one whose team cannot be reached holds up no other for longer than the bound.</summary>
    private Task ForEachFeed(Func<TeamFeed, Task> act) => Parallel.ForEachAsync(feeds.All, Parallelism, async (feed, _) =>
    {
        try
        {
            await act(feed).WaitAsync(CallTimeout, CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
        catch (Exception exception)
        {
            LogNotRenewed(feed.Team, exception.GetType().Name);
        }
    });

    public override void Dispose()
    {
        _hurry.Dispose();
        base.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Team {Team} was not renewed ({Failure}); it is tried again.")]
    private partial void LogNotRenewed(TeamId team, string failure);
}
