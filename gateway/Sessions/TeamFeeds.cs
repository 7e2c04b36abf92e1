using System.Collections.Concurrent;
using Chat.Resilience;
using Microsoft.Extensions.Options;

namespace Chat.Sessions;

/// <summary>The feeds of all teams that have sessions here.</summary>
internal sealed class TeamFeeds(
    IGrainFactory factory, GatewayIdentity gateway, ChatGrains grains, GrainCalls calls, ReplayPages pages, IOptions<SessionOptions> options,
    SessionMetrics metrics, TimeProvider time, ILoggerFactory loggers)
    : IDisposable
{
    private readonly ConcurrentDictionary<TeamId, TeamFeed> _feeds = new();
    private readonly ILogger<TeamFeed> _log = loggers.CreateLogger<TeamFeed>();
    private int _made;

    public IEnumerable<TeamFeed> All => _feeds.Values;

    /// <summary>The team's feed, which stays in use at least until the pin is disposed.</summary>
    public FeedPin Pin(TeamId team)
    {
        while (true)
        {
            if (!_feeds.TryGetValue(team, out var feed))
            {
                var made = Make(team);
                feed = _feeds.GetOrAdd(team, made);
                if (feed == made)
                    metrics.TeamBegan();
            }
            if (feed.TryPin())
                return new FeedPin(feed);
            // Retired between the look-up and the pin; it is on its way out of the dictionary.
            Remove(feed);
        }
    }

    /// <summary>Takes a feed out of use if nothing needs it; the next <see cref="Pin"/> makes a new one, which shares nothing with it.</summary>
    public bool TryRetire(TeamFeed feed)
    {
        if (!feed.TryRetire())
            return false;
        Remove(feed);
        return true;
    }

    private void Remove(TeamFeed feed)
    {
        if (_feeds.TryRemove(new KeyValuePair<TeamId, TeamFeed>(feed.Team, feed)))
            metrics.TeamEnded();
    }

    private TeamFeed Make(TeamId team) =>
        new(team, $"{gateway.Id}.{Interlocked.Increment(ref _made)}", factory, grains, calls, pages, options.Value, metrics, time, _log);

    public void Dispose()
    {
        foreach (var feed in All)
            feed.Dispose();
    }

    /// <summary>Keeps a feed from being retired, from the look-up until its sessions do.</summary>
    public readonly struct FeedPin(TeamFeed feed) : IDisposable
    {
        public TeamFeed Feed => feed;

        public void Dispose() => feed.Unpin();
    }
}
