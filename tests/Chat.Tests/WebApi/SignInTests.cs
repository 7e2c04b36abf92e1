using System.Net;
using Chat.Limits;
using Chat.SignIn;
using Chat.WebApi;
using Microsoft.Extensions.Options;
using Chat.Tests.Telemetry;
using Xunit;

namespace Chat.Tests.WebApi;

public sealed class SignInTests
{
    private static readonly IOptions<SignInOptions> Quick = Options.Create(new SignInOptions { WorkFactor = 4, PerAccountPerMinute = 2, PerAddressPerMinute = 3 });

    [Fact]
    public async Task A_password_matches_its_own_hash_alone()
    {
        await using var passwords = new PasswordHasher(Quick, Figures.Of<LimitMetrics>());
        var cancel = TestContext.Current.CancellationToken;
        var hash = await passwords.Hash("correct horse", cancel);
        Assert.True(await passwords.Verify("correct horse", hash, cancel));
        Assert.False(await passwords.Verify("correct horsf", hash, cancel));
        Assert.False(await passwords.Verify("nobody", null, cancel));
    }

    [Fact]
    public async Task No_byte_of_a_long_password_is_cut_off()
    {
        await using var passwords = new PasswordHasher(Quick, Figures.Of<LimitMetrics>());
        var cancel = TestContext.Current.CancellationToken;
        var start = new string('x', 100);
        var hash = await passwords.Hash(start + "1", cancel);
        Assert.False(await passwords.Verify(start + "2", hash, cancel));
        Assert.True(await passwords.Verify(start + "1", hash, cancel));
    }

    [Fact]
    public async Task One_account_is_guessed_at_few_times_from_anywhere()
    {
        await using var limits = new SignInLimits(Quick, Figures.Of<LimitMetrics>());
        limits.Require(IPAddress.Parse("192.0.2.1"), "example", "ann@example.org");
        limits.Require(IPAddress.Parse("192.0.2.2"), "example", "ANN@example.org");
        var limited = Assert.Throws<RateLimitedException>(() => limits.Require(IPAddress.Parse("192.0.2.3"), "Example", "ann@example.org"));
        Assert.InRange(limited.RetryAfterSeconds, 1, 60);
        limits.Require(IPAddress.Parse("192.0.2.3"), "other", "ann@example.org");
    }

    [Fact]
    public async Task One_address_guesses_few_times_at_anyone()
    {
        await using var limits = new SignInLimits(Quick, Figures.Of<LimitMetrics>());
        for (var i = 0; i < 3; i++)
            limits.Require(IPAddress.Loopback, "example", $"user{i}@example.org");
        Assert.Throws<RateLimitedException>(() => limits.Require(IPAddress.Loopback, "example", "user9@example.org"));
    }

    [Fact]
    public void An_ipv6_household_counts_as_one()
    {
        Assert.Equal(ClientAddress.KeyOf(IPAddress.Parse("2001:db8::1")), ClientAddress.KeyOf(IPAddress.Parse("2001:db8::ffff:1:2:3")));
        Assert.NotEqual(ClientAddress.KeyOf(IPAddress.Parse("2001:db8::1")), ClientAddress.KeyOf(IPAddress.Parse("2001:db8:0:1::1")));
        Assert.Equal(ClientAddress.KeyOf(IPAddress.Parse("192.0.2.1")), ClientAddress.KeyOf(IPAddress.Parse("::ffff:192.0.2.1")));
    }
}
