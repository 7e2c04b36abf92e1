using Chat.Tests.Cluster;
using Chat.Users;
using Xunit;
using static Chat.Tests.Teams.Happenings;

namespace Chat.Tests.Users;

public sealed class TokenCacheTests
{
    private static readonly Caller AnnAsCaller = new(Home, Ann, "ann", false, false, null, "key");
    private readonly ShiftedClock _clock = new();
    private readonly TokenCache _cache;

    public TokenCacheTests() => _cache = new TokenCache(_clock);

    [Fact]
    public void A_caller_is_found_by_value_of_its_hash()
    {
        _cache.Add([1, 2], AnnAsCaller, _cache.Changes);
        Assert.Same(AnnAsCaller, _cache.Find([1, 2]));
        Assert.Null(_cache.Find([1, 3]));
    }

    [Fact]
    public void A_caller_is_forgotten_after_a_minute()
    {
        _cache.Add([1], AnnAsCaller, _cache.Changes);
        _clock.Advance(TimeSpan.FromSeconds(50));
        Assert.NotNull(_cache.Find([1]));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(_cache.Find([1]));
    }

    [Fact]
    public void Those_removed_are_gone_and_others_stay()
    {
        _cache.Add([1], AnnAsCaller, _cache.Changes);
        _cache.Add([2], AnnAsCaller with { User = Bob }, _cache.Changes);
        _cache.Remove(caller => caller.User == Ann);
        Assert.Null(_cache.Find([1]));
        Assert.NotNull(_cache.Find([2]));
    }

    [Fact]
    public void What_was_read_before_a_removal_is_not_added_after_it()
    {
        var readAt = _cache.Changes;
        _cache.Remove(caller => caller.User == Ann);
        _cache.Add([1], AnnAsCaller, readAt);
        Assert.Null(_cache.Find([1]));
        _cache.Add([1], AnnAsCaller, _cache.Changes);
        Assert.NotNull(_cache.Find([1]));
    }

    [Fact]
    public void The_cache_is_bounded()
    {
        for (var i = 0; i <= 50_000; i++)
            _cache.Add(BitConverter.GetBytes(i), AnnAsCaller, _cache.Changes);
        Assert.Null(_cache.Find(BitConverter.GetBytes(0)));
        Assert.NotNull(_cache.Find(BitConverter.GetBytes(50_000)));
    }
}
