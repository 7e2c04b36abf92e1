using System.Collections.Immutable;
using Chat.Silo;
using Chat.Tests.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Orleans.GrainDirectory;
using Orleans.Runtime;
using Orleans.Runtime.GrainDirectory;
using Xunit;

namespace Chat.Tests.Cluster;

/// <summary>Where grains are remembered to live, and for how long.</summary>
public sealed class GrainAddressCacheTests : IDisposable
{
    private static readonly GrainId Team = GrainId.Create("team", "T1");
    private static readonly GrainId Channel = GrainId.Create("channel", "T1/C1");
    private static readonly SiloAddress One = SiloAddress.FromParsableString("10.0.0.1:11111@1");
    private static readonly SiloAddress Two = SiloAddress.FromParsableString("10.0.0.2:11111@1");

    private readonly ManualClock _clock = new();
    private readonly SiloListOfTests _silos = new();
    private readonly ServiceProvider _services;
    private readonly GrainAddressCache _cache;

    public GrainAddressCacheTests()
    {
        _services = new ServiceCollection().AddOptions().AddSingleton<IClusterMembershipService>(_silos).BuildServiceProvider();
        _cache = new GrainAddressCache(_services, _clock);
        // The list that a silo finds when it starts is a change as well.
        _cache.AddOrUpdate(At(Team, One), 1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(Knows(Team));
        _clock.Advance(TimeSpan.FromMinutes(3));
    }

    public void Dispose()
    {
        _cache.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void What_was_learnt_stays_while_the_silos_stay()
    {
        _cache.AddOrUpdate(At(Team, One), 1);
        _cache.AddOrUpdate(At(Channel, One), 1);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.True(Knows(Team));
        Assert.True(Knows(Channel));
    }

    [Fact]
    public void When_the_silos_changed_a_teams_place_is_believed_for_a_moment_and_a_channels_as_ever()
    {
        _cache.AddOrUpdate(At(Team, One), 1);
        _cache.AddOrUpdate(At(Channel, One), 1);
        _silos.Change();
        _clock.Advance(TimeSpan.FromMilliseconds(300));
        Assert.False(Knows(Team));
        Assert.True(Knows(Channel));

        _cache.AddOrUpdate(At(Team, Two), 2);
        Assert.True(Knows(Team));
        _clock.Advance(TimeSpan.FromMilliseconds(300));
        Assert.False(Knows(Team));

        _clock.Advance(TimeSpan.FromMinutes(3));
        _cache.AddOrUpdate(At(Team, Two), 2);
        _clock.Advance(TimeSpan.FromMinutes(3));
        Assert.True(Knows(Team));
    }

    [Fact]
    public void What_is_forgotten_is_the_place_that_is_named_and_not_a_newer_one()
    {
        var (old, now) = (At(Channel, One), At(Channel, Two));
        _cache.AddOrUpdate(old, 1);
        _cache.AddOrUpdate(now, 2);
        Assert.False(_cache.Remove(old));
        Assert.True(_cache.LookUp(Channel, out var found, out var version));
        Assert.Equal((Two, 2), (found!.SiloAddress, version));
        Assert.Equal([(now, 2)], _cache.KeyValues.Where(known => known.ActivationAddress.GrainId == Channel));
        Assert.True(_cache.Remove(now));
        Assert.False(Knows(Channel));
        Assert.False(_cache.Remove(Channel));
    }

    private bool Knows(GrainId grain) => _cache.LookUp(grain, out _, out _);

    private static GrainAddress At(GrainId grain, SiloAddress silo) => new() { GrainId = grain, ActivationId = ActivationId.NewId(), SiloAddress = silo };

    private sealed class SiloListOfTests : IClusterMembershipService
    {
        private long _version = 1;

        public ClusterMembershipSnapshot CurrentSnapshot => new(ImmutableDictionary<SiloAddress, ClusterMember>.Empty, new MembershipVersion(_version));

        public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => throw new NotSupportedException();

        public void Change() => _version++;

        public ValueTask Refresh(MembershipVersion minimumVersion = default, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<bool> TryKill(SiloAddress siloAddress) => throw new NotSupportedException();
    }
}
