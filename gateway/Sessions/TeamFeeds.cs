using System.Collections.Concurrent;
using Chat.Resilience;
using Chat.Teams;

namespace Chat.Sessions;

/// <summary>The feeds of all teams that have sessions here, and the one ear that the cluster knows of this process.</summary>
internal sealed class TeamFeeds(IGrainFactory factory, GatewayIdentity gateway, ChatGrains grains, GrainCalls calls, TimeProvider time, ILoggerFactory loggers) : IDisposable
{
    private readonly ConcurrentDictionary<TeamId, TeamFeed> _feeds = new();
    private readonly Lock _gate = new();
    private Ear? _ear;
    private IGatewaySink? _reference;

    public IEnumerable<TeamFeed> All => _feeds.Values;

    public TeamFeed Get(TeamId team) =>
        _feeds.GetOrAdd(team, id => new TeamFeed(id, gateway, Reference(), grains, calls, time, loggers.CreateLogger<TeamFeed>()));

    /// <summary>Forgets a feed that no session needs; the next <see cref="Get"/> makes a new one.</summary>
    public void Remove(TeamFeed feed) => _feeds.TryRemove(new KeyValuePair<TeamId, TeamFeed>(feed.Team, feed));

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
