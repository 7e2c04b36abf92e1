using Chat.Limits;
using Chat.Unfurling;
using Chat.Users;
using Chat.WebApi;
using Microsoft.Extensions.Options;
using Chat.Tests.Telemetry;
using Xunit;

namespace Chat.Tests.Unfurling;

public sealed class PreviewLimitsTests
{
    private static readonly Caller Ann = new(new TeamId(1), new UserId("U01"), "ann", IsBot: false, IsAdmin: false, null, "ann-key");

    [Fact]
    public async Task A_user_is_limited_over_all_tokens_and_others_are_not()
    {
        await using var limits = new PreviewLimits(Options.Create(new PreviewOptions { Burst = 3, PerMinute = 2 }), Figures.Of<LimitMetrics>());
        for (var i = 0; i < 3; i++)
            limits.Require(Ann with { TokenKey = $"key-{i}" });
        Assert.Equal(30, Assert.Throws<RateLimitedException>(() => limits.Require(Ann)).RetryAfterSeconds);
        limits.Require(Ann with { User = new UserId("U02") });
        limits.Require(Ann with { Team = new TeamId(2) });
    }
}
