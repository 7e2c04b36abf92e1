using Chat.Gateway;
using Chat.Users;
using Chat.WebApi;
using Microsoft.Extensions.Options;
using Chat.Tests.Telemetry;
using Xunit;

namespace Chat.Tests.WebApi;

public sealed class RequestLimitsTests
{
    private static readonly Caller Ann = new(new TeamId(1), new UserId("U01"), "ann", IsBot: false, IsAdmin: false, null, "ann-key");
    private static readonly Caller Bob = Ann with { TokenKey = "bob-key" };
    private static readonly Method Plain = new("team.info", "", _ => Task.FromResult(Answer.Ok));
    private static readonly Method Connect = Plain with { Name = "rtm.connect", IsConnect = true };

    [Fact]
    public async Task One_token_over_its_limit_leaves_others_alone()
    {
        await using var limits = new RequestLimits(Options.Create(new GatewayOptions { RequestBurst = 3, RequestsPerSecond = 1 }), Figures.Of<LimitMetrics>());
        for (var i = 0; i < 3; i++)
            limits.Require(Ann, Plain);
        Assert.Throws<RateLimitedException>(() => limits.Require(Ann, Plain));
        limits.Require(Bob, Plain);
    }

    [Fact]
    public async Task A_client_that_reconnects_without_pause_is_told_to_wait()
    {
        await using var limits = new RequestLimits(Options.Create(new GatewayOptions { ConnectBurst = 2 }), Figures.Of<LimitMetrics>());
        limits.Require(Ann, Connect);
        limits.Require(Ann, Connect);
        var limited = Assert.Throws<RateLimitedException>(() => limits.Require(Ann, Connect));
        Assert.InRange(limited.RetryAfterSeconds, 1, 5);
        limits.Require(Ann, Plain);
        limits.Require(Bob, Connect);
    }
}
