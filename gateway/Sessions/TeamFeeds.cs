using System.Collections.Concurrent;
using Chat.Resilience;
using Chat.Teams;

namespace Chat.Sessions;

/// <summary>The feeds of all teams that have sessions here, and the one ear that the cluster knows of this process.</summary>
internal sealed class TeamFeeds(IGrainFactory factory, GatewayIdentity gateway, ChatGrains grains, GrainCalls calls, ReplayPages pages, TimeProvider time, ILoggerFactory loggers) : IDisposable
{
    private readonly ConcurrentDictionary<TeamId, TeamFeed> _feeds = new();
    private readonly Lock _gate = new();
    private Ear? _ear;
    private int _made;
    private IGatewaySink? _reference;

    public IEnumerable<TeamFeed> All => _feeds.Values;

    /// <summary>The team's feed, which stays in use at least until the pin is disposed.</summary>
    public FeedPin Pin(TeamId team)
    {
        while (true)
        {
            var feed = _feeds.GetOrAdd(team, Make);
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

    private void Remove(TeamFeed feed) => _feeds.TryRemove(new KeyValuePair<TeamId, TeamFeed>(feed.Team, feed));

    private TeamFeed Make(TeamId team) =>
        new(team, $"{gateway.Id}.{Interlocked.Increment(ref _made)}", Reference(), grains, calls, pages, time, loggers.CreateLogger<TeamFeed>());

    public void Dispose()
    {
        lock (_gate)
        {
            if (_reference is { } reference)
                factory.DeleteObjectReference<IGatewaySink>(reference);
            _reference = null;
        }
    }

    /// <summary>Made when first needed, since the cluster client starts after this. Orleans holds the ear weakly: this field keeps it.</summary>
    private IGatewaySink Reference()
    {
        lock (_gate)
            return _reference ??= factory.CreateObjectReference<IGatewaySink>(_ear ??= new Ear(this));
    }

    /// <summary>Keeps a feed from being retired, from the look-up until its sessions do.</summary>
    public readonly struct FeedPin(TeamFeed feed) : IDisposable
    {
        public TeamFeed Feed => feed;

        public void Dispose() => feed.Unpin();
    }

    private sealed class Ear(TeamFeeds feeds) : IGatewaySink
    {
        public Task Deliver(TeamBatch batch)
        {
            if (feeds._feeds.TryGetValue(batch.Team, out var feed))
                feed.Deliver(batch);
            return Task.CompletedTask;
        }
    }
}
