using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.GrainDirectory;
using Orleans.Runtime;
using Orleans.Runtime.GrainDirectory;

namespace Chat.Silo;

/// <summary>
/// What this silo remembers of where grains live. Orleans mends a memory that is out of date when a request was sent on because of it; but what a gateway answers to
/// a team's grain comes by any silo, and an answer that goes to the team's former silo is lost, and mends nothing: the team waits for it a second each time. So
/// where a team lives is asked anew often while teams move, which they do when the list of silos has changed.
/// </summary>
internal sealed class GrainAddressCache(IServiceProvider services, TimeProvider time) : IGrainDirectoryCache, IDisposable
{
    /// <summary>How long a team's place is believed while teams move.</summary>
    private static readonly TimeSpan Believed = TimeSpan.FromMilliseconds(200);

    /// <summary>How long they do after a change: some seconds until the list has stood still, then spread over a time (TeamOptions), then again for those that failed.</summary>
    private static readonly TimeSpan Restless = TimeSpan.FromMinutes(2);

    private static readonly GrainType Team = GrainType.Create("team");

    private readonly MemoryCache _places = new(new MemoryCacheOptions
    {
        SizeLimit = Math.Max(1, services.GetRequiredService<IOptions<GrainDirectoryOptions>>().Value.CacheSize),
    });

    // Not in the constructor: the list of silos is among what is made with the help of this.
    private readonly Lazy<IClusterMembershipService> _silos = new(services.GetRequiredService<IClusterMembershipService>);

    /// <summary>The newest list of silos that was seen here, and since when. Of two looks that see a new one at once either may stand: they differ by an instant.</summary>
    private volatile Seen _seen = new(MembershipVersion.MinValue, 0);

    public IEnumerable<(GrainAddress ActivationAddress, int Version)> KeyValues =>
        from key in _places.Keys
        let place = _places.Get(key) as Place
        where place is not null
        select (place.Address, place.Version);

    public static void AddTo(IServiceCollection services)
    {
        services.AddSingleton<IGrainDirectoryCache, GrainAddressCache>();
        services.Configure<GrainDirectoryOptions>(static options => options.CachingStrategy = GrainDirectoryOptions.CachingStrategyType.Custom);
    }

    public void AddOrUpdate(GrainAddress value, int version) =>
        _places.Set(value.GrainId, new Place(value, version, time.GetTimestamp()), new MemoryCacheEntryOptions { Size = 1 });

    public bool Remove(GrainId key)
    {
        var isKnown = _places.TryGetValue(key, out _);
        _places.Remove(key);
        return isKnown;
    }

    /// <summary>Nothing, if what is known is newer.</summary>
    public bool Remove(GrainAddress key)
    {
        if (!_places.TryGetValue(key.GrainId, out Place? place) || !place!.Address.Matches(key))
            return false;
        _places.Remove(key.GrainId);
        return true;
    }

    public void Clear() => _places.Clear();

    public bool LookUp(GrainId key, [NotNullWhen(true)] out GrainAddress? result, out int version)
    {
        if (!_places.TryGetValue(key, out Place? place) || (key.Type == Team && time.GetElapsedTime(place!.Since) > Believed && IsRestless()))
        {
            (result, version) = (null, 0);
            return false;
        }
        (result, version) = (place!.Address, place.Version);
        return true;
    }

    public void Dispose() => _places.Dispose();

    private bool IsRestless()
    {
        var version = _silos.Value.CurrentSnapshot.Version;
        if (version > _seen.Version)
            _seen = new(version, time.GetTimestamp());
        return time.GetElapsedTime(_seen.Since) < Restless;
    }

    private sealed record Place(GrainAddress Address, int Version, long Since);

    private sealed record Seen(MembershipVersion Version, long Since);
}
