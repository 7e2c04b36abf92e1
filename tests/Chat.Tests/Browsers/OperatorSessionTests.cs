using System.Globalization;
using Chat.Admin;
using Chat.Tests.Cluster;
using Chat.Browsers;
using Microsoft.Extensions.Options;
using Xunit;

namespace Chat.Tests.Browsers;

public sealed class OperatorSessionTests
{
    private readonly ShiftedClock clock = new();

    [Fact]
    public void A_session_is_good_for_its_time()
    {
        var sessions = Of("operator-key");
        var session = sessions.Open();
        Assert.DoesNotContain("operator-key", session, StringComparison.Ordinal);
        clock.Advance(OperatorSession.Age - TimeSpan.FromMinutes(1));
        Assert.True(sessions.IsValid(session));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(sessions.IsValid(session));
    }

    [Fact]
    public void A_session_cannot_be_made_without_the_key()
    {
        var sessions = Of("operator-key");
        var (expires, signature) = sessions.Open().Split('.') is [var time, var sign] ? (long.Parse(time, CultureInfo.InvariantCulture), sign) : default;
        Assert.False(sessions.IsValid($"{expires + 1}.{signature}"), "a later time");
        Assert.False(sessions.IsValid($"{expires}.{signature[..^1]}{(signature[^1] == '0' ? '1' : '0')}"), "a forged signature");
        Assert.False(sessions.IsValid($"{expires}.{signature[..^1]}"), "a part of it");
        Assert.False(sessions.IsValid(Of("another-key").Open()), "another key");
        Assert.False(Of(null).IsValid($"{expires}.{signature}"), "no key");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("9999999999")]
    [InlineData("9999999999.")]
    [InlineData("-1.00")]
    [InlineData("x.00")]
    public void What_is_no_session_is_refused(string? session) => Assert.False(Of("operator-key").IsValid(session));

    private OperatorSession Of(string? key) => new(new OperatorKey(Options.Create(new OperatorOptions { Key = key })), clock);
}
