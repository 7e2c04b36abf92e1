using Chat.Gateway;
using Chat.Resilience;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Chat.Rtm;

/// <summary>Something of a team that is shown alike to all its members, encoded.</summary>
internal interface ITeamContent
{
    long Bytes { get; }
}

/// <summary>
/// What snapshots of a team have in common, read and encoded once for each version that its grain names, however many ask at once. Bounded in
/// bytes; what nobody asks for is given back.
/// </summary>
internal sealed class TeamContents(ChatGrains grains, GrainCalls calls, IOptions<GatewayOptions> options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan KeptUnused = TimeSpan.FromMinutes(5);

    /// <summary>What it says of people's clocks is no older than that when daylight saving begins or ends.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = options.Value.SnapshotCacheBytes });
    private readonly Dictionary<Key, Reading> _readings = [];
    private readonly Lock _gate = new();

    private readonly record struct Key(TeamId Team, Type Kind);

    /// <summary>A read that began after its version was given, so that it has all of that version.</summary>
    private sealed class Reading(Position version)
    {
        public Task Content { get; set; } = Task.CompletedTask;

        public bool Serves(Position wanted) =>
            version.Epoch > wanted.Epoch || version.Epoch == wanted.Epoch && version.Ts >= wanted.Ts;
    }

    /// <param name="version"><see cref="Teams.ContentVersions.Users"/>: nothing older is answered.</param>
    public Task<UsersContent> Users(Position version, CancellationToken cancellationToken) =>
        Get(version, async () => UsersContent.Of(await grains.Roster(version.Team).List(null, 0), time.GetUtcNow()), cancellationToken);

    /// <param name="version"><see cref="Teams.ContentVersions.Channels"/>: nothing older is answered.</param>
    public Task<ChannelsContent> Channels(Position version, CancellationToken cancellationToken) =>
        Get(version, async () => ChannelsContent.Of(await grains.Channels(version.Team).ListPublic()), cancellationToken);

    public void Dispose() => _kept.Dispose();

    private Task<T> Get<T>(Position version, Func<Task<T>> read, CancellationToken cancellationToken)
        where T : ITeamContent
    {
        var key = new Key(version.Team, typeof(T));
        lock (_gate)
        {
            if (_kept.TryGetValue(key, out Reading? known) && known!.Serves(version) || _readings.TryGetValue(key, out known) && known.Serves(version))
                return ((Task<T>)known.Content).WaitAsync(cancellationToken);
            var reading = new Reading(version);
            _readings[key] = reading;
            // Not to be cancelled by the first who asks: others wait for it, too.
            var content = Read(key, reading, read);
            reading.Content = content;
            return content.WaitAsync(cancellationToken);
        }
    }

    private async Task<T> Read<T>(Key key, Reading reading, Func<Task<T>> read)
        where T : ITeamContent
    {
        // Off the lock.
        await Task.Yield();
        try
        {
            var content = await calls.Read(read, CancellationToken.None);
            lock (_gate)
            {
                if (_readings.GetValueOrDefault(key) == reading)
                    _kept.Set(key, reading, new MemoryCacheEntryOptions { Size = content.Bytes, SlidingExpiration = KeptUnused, AbsoluteExpirationRelativeToNow = Kept });
            }
            return content;
        }
        finally
        {
            lock (_gate)
            {
                // Unless a later version was asked for meanwhile.
                if (_readings.GetValueOrDefault(key) == reading)
                    _readings.Remove(key);
            }
        }
    }
}
