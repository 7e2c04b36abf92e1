using Chat.Sharding.Balancing;
using Chat.Silo;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace Chat.Tests.Sharding;

/// <summary>When something is done about a hot shard, and when not.</summary>
public sealed class BalanceTests
{
    private static readonly Burden Mark = new(100, double.PositiveInfinity);
    private readonly Balance _balance = new(TimeSpan.FromSeconds(60));

    [Fact]
    public void A_shard_must_be_hot_for_a_while_in_every_look()
    {
        Assert.Empty(Look(0, Hot()));
        Assert.Empty(Look(59, Hot()));
        Assert.Equal("s1", Assert.Single(Look(60, Hot())).Shard);
        Assert.Equal(TimeSpan.FromSeconds(60), _balance.HotFor("s1", TimeSpan.FromSeconds(60)));
        Assert.Empty(Look(70, Picture(50, 0)));
        Assert.Empty(Look(71, Hot()));
        Assert.Empty(Look(130, Hot()));
        Assert.Single(Look(131, Hot()));
    }

    [Fact]
    public void Nothing_is_decided_upon_a_picture_that_is_not_complete_and_the_time_begins_anew()
    {
        Look(0, Hot());
        Assert.Empty(Look(60, Hot() with { Fault = "1 silos did not tell what they write" }));
        Assert.Empty(Look(61, Hot()));
        Assert.Empty(Look(120, Hot()));
        Assert.Single(Look(121, Hot()));
    }

    [Fact]
    public void The_time_begins_anew_when_a_silo_left_or_came()
    {
        Look(0, Hot("a", "b"));
        Assert.Empty(Look(60, Hot("a")));
        Assert.Empty(Look(119, Hot("a")));
        Assert.Single(Look(120, Hot("a")));
        Assert.Empty(Look(121, Hot("a", "c")));
    }

    [Fact]
    public void Two_hot_shards_do_not_fill_the_same_room()
    {
        var teams = new List<BurdeningTeam>();
        foreach (var shard in new[] { "s1", "s2" })
        {
            for (var n = 0; n < 3; n++)
                teams.Add(new(new TeamId(teams.Count + 1), shard, new(45, 0), true));
        }
        BurdenedShard[] shards = [.. new[] { ("s1", 135), ("s2", 135), ("s3", 40) }.Select(s => new BurdenedShard(s.Item1, new(s.Item2, 0), Mark, true, true))];
        var picture = new BalancePicture(shards, teams, new HashSet<string> { "a" });
        Look(0, picture);
        var plans = Look(60, picture);
        Assert.Equal(["s1", "s2"], plans.Select(p => p.Shard));
        Assert.Equal("s3", Assert.Single(plans[0].Moves).Target);
        Assert.Empty(plans[1].Moves);
    }

    [Theory]
    [InlineData("Automatic", "perhaps")]
    [InlineData("HotWritesPerSecond", "0")]
    [InlineData("HotBytes", "-1")]
    [InlineData("LookEvery", "00:00:00.1")]
    [InlineData("DrainAtOnce", "0")]
    public void A_setting_that_makes_no_sense_is_named(string key, string value)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [$"{BalancingOptions.Section}:{key}"] = value }).Build();
        using var services = new ServiceCollection().AddLogging().AddChatGrains(settings).BuildServiceProvider();
        var fault = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<BalancingOptions>>().Value);
        Assert.Contains(key, fault.Message, StringComparison.Ordinal);
    }

    private IReadOnlyList<BalancePlan> Look(int second, BalancePicture picture) => _balance.Look(TimeSpan.FromSeconds(second), picture);

    private static BalancePicture Hot(params string[] silos) => Picture(70, 50, silos);

    private static BalancePicture Picture(int first, int second, params string[] silos) => new(
        [new("s1", new(first + second, 0), Mark, true, true), new("s2", new(0, 0), Mark, true, true)],
        [new(new TeamId(1), "s1", new(first, 0), true), new(new TeamId(2), "s1", new(second, 0), true)],
        silos.Length == 0 ? new HashSet<string> { "a" } : silos.ToHashSet());
}
