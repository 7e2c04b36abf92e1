using Chat.Messages;
using Chat.Sharding;
using Chat.Sharding.Balancing;
using Chat.Tests.Sockets;
using Microsoft.Extensions.Options;
using Xunit;

namespace Chat.Tests.Sharding;

public sealed class ShardLoadTests
{
    private static readonly TeamId Team = new(7);
    private readonly ManualClock _clock = new();

    [Fact]
    public void A_steady_load_is_shown_after_minutes_and_decays_within_minutes()
    {
        var load = new ShardLoad(_clock, Options.Create(new BalancingOptions()));
        for (var second = 0; second < 300; second++)
        {
            load.Committed("s1", [Item(Team), Item(Team)]);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
        var shown = Assert.Single(load.Read());
        Assert.Equal((Team, "s1"), (shown.Team, shown.Shard));
        Assert.InRange(shown.ItemsPerSecond, 1.95, 2.05);
        Assert.Equal(shown.ItemsPerSecond * Item(Team).Bytes, shown.BytesPerSecond, 6);

        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(shown.ItemsPerSecond / Math.E, Assert.Single(load.Read()).ItemsPerSecond, 6);
        _clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Empty(load.Read());
    }

    [Fact]
    public void A_load_that_begins_shows_most_of_itself_after_a_minute()
    {
        var load = new ShardLoad(_clock, Options.Create(new BalancingOptions()));
        for (var second = 0; second < 60; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            load.Committed("s1", [Item(Team)]);
        }
        Assert.InRange(Assert.Single(load.Read()).ItemsPerSecond, 0.62, 0.65);
    }

    [Fact]
    public void Teams_and_shards_are_counted_apart()
    {
        var load = new ShardLoad(_clock, Options.Create(new BalancingOptions()));
        load.Committed("s1", [Item(Team), Item(new TeamId(8)), Item(Team)]);
        load.Committed("s2", [Item(Team)]);
        var rates = load.Read().ToDictionary(static l => (l.Team, l.Shard), static l => Math.Round(l.ItemsPerSecond * 60));
        Assert.Equal(new() { [(Team, "s1")] = 2, [(new TeamId(8), "s1")] = 1, [(Team, "s2")] = 1 }, rates);
    }

    [Fact]
    public async Task Nothing_is_lost_when_several_writers_count_at_once()
    {
        var load = new ShardLoad(_clock, Options.Create(new BalancingOptions()));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
                load.Committed("s1", [Item(Team)]);
        })));
        Assert.Equal(40_000, Assert.Single(load.Read()).ItemsPerSecond * 60, 3);
    }

    private static PendingAppend Item(TeamId team) => new(
        new LogItem(team, 1, [new LogStep(new Ts(1), null, [new MessageInsert(new Message { Team = team, Channel = new("C1"), User = new("U1"), Text = "hi" }, null)])]), 0);
}
