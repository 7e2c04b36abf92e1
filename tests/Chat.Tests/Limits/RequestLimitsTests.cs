using Chat.Limits;
using Chat.Tests.Telemetry;
using Chat.Users;
using Chat.WebApi;
using Microsoft.Extensions.Options;
using Xunit;

namespace Chat.Tests.Limits;

public sealed class RequestLimitsTests
{
    private static readonly Caller Ann = new(new TeamId(1), new UserId("U01"), "ann", IsBot: false, IsAdmin: false, null, "ann-key");
    private static readonly Caller Bob = Ann with { User = new UserId("U02"), TokenKey = "bob-key" };
    private static readonly Caller Bot = Ann with { User = new UserId("U03"), IsBot = true, TokenKey = "bot-key" };
    private static readonly Caller Stranger = Ann with { Team = new TeamId(2) };
    private static readonly Method Plain = Of("team.info");
    private static readonly Method Connect = Of("rtm.connect") with { IsConnect = true };
    private static readonly Method Post = Of("chat.postMessage");

    [Fact]
    public async Task One_user_over_its_limit_leaves_others_alone_whatever_token_it_takes()
    {
        await using var limits = With(new LimitOptions { RequestBurst = 3, RequestsPerSecond = 1 });
        for (var i = 0; i < 3; i++)
            limits.Require(Ann, Plain, null);
        Assert.Throws<RateLimitedException>(() => limits.Require(Ann with { TokenKey = "another" }, Plain, null));
        limits.Require(Bob, Plain, null);
        limits.Require(Stranger, Plain, null);
    }

    [Fact]
    public async Task One_team_over_its_limit_leaves_others_alone()
    {
        await using var limits = With(new LimitOptions { TeamRequestBurst = 2, TeamRequestsPerSecond = 1 });
        limits.Require(Ann, Plain, null);
        limits.Require(Bob, Plain, null);
        Assert.Throws<RateLimitedException>(() => limits.Require(Bot, Plain, null));
        limits.Require(Stranger, Plain, null);
    }

    [Fact]
    public async Task A_client_that_reconnects_without_pause_is_told_to_wait()
    {
        await using var limits = With(new LimitOptions { ConnectBurst = 2 });
        limits.Require(Ann, Connect, null);
        limits.Require(Ann, Connect, null);
        var limited = Assert.Throws<RateLimitedException>(() => limits.Require(Ann, Connect, null));
        Assert.InRange(limited.RetryAfterSeconds, 1, 5);
        limits.Require(Ann, Plain, null);
        limits.Require(Bob, Connect, null);
    }

    [Fact]
    public async Task All_clients_together_are_admitted_at_the_gateway_s_rate_and_told_to_come_back_spread_out()
    {
        await using var limits = With(new LimitOptions { ConnectsPerSecond = 5 });
        var waits = new List<int>();
        for (var n = 0; n < 200; n++)
        {
            try
            {
                limits.Require(Ann with { User = new UserId($"U{n}") }, Connect, null);
            }
            catch (RateLimitedException limited)
            {
                waits.Add(limited.RetryAfterSeconds);
            }
        }
        Assert.InRange(waits.Count, 180, 190);
        Assert.Equal([1, 2, 3, 4, 5], waits.Distinct().Order());
    }

    [Theory]
    [InlineData("conversations.list", 20)]
    [InlineData("conversations.history", 50)]
    [InlineData("users.info", 100)]
    public async Task A_bot_is_held_to_the_method_s_tier_and_people_are_not(string name, int perMinute)
    {
        await using var limits = With(new LimitOptions());
        for (var i = 0; i < perMinute; i++)
            limits.Require(Bot, Of(name), null);
        var limited = Assert.Throws<RateLimitedException>(() => limits.Require(Bot, Of(name), null));
        Assert.InRange(limited.RetryAfterSeconds, 1, (60 / perMinute) + 2);
        limits.Require(Bot, Plain, null);
        for (var i = 0; i < 2 * perMinute; i++)
            limits.Require(Ann, Of(name), null);
    }

    [Fact]
    public async Task A_bot_posts_so_often_in_each_channel()
    {
        await using var limits = With(new LimitOptions { PostBurst = 3 });
        for (var i = 0; i < 3; i++)
            limits.Require(Bot, Post, "C01");
        Assert.Throws<RateLimitedException>(() => limits.Require(Bot, Post, "C01"));
        limits.Require(Bot, Post, "C02");
    }

    [Theory]
    [InlineData(Tiered.All, true, true)]
    [InlineData(Tiered.Off, false, false)]
    public async Task Whose_calls_are_tiered_is_a_setting(Tiered tiers, bool bots, bool people)
    {
        await using var limits = With(new LimitOptions { Tiers = tiers, Tier3 = 1 });
        limits.Require(Bot, Plain, null);
        limits.Require(Ann, Plain, null);
        Assert.Equal(bots, Record.Exception(() => limits.Require(Bot, Plain, null)) is RateLimitedException);
        Assert.Equal(people, Record.Exception(() => limits.Require(Ann, Plain, null)) is RateLimitedException);
    }

    private static RequestLimits With(LimitOptions options) => new(Options.Create(options), Figures.Of<LimitMetrics>());

    private static Method Of(string name) => new(name, "", _ => Task.FromResult(Answer.Ok));
}
