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
        var session = sessions.Open(OperatorKey.DefaultName);
        Assert.DoesNotContain("operator-key", session, StringComparison.Ordinal);
        clock.Advance(OperatorSession.Age - TimeSpan.FromMinutes(1));
        Assert.Equal(OperatorKey.DefaultName, sessions.NameOf(session));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(sessions.NameOf(session));
    }

    [Fact]
    public void A_session_cannot_be_made_without_the_key()
    {
        var sessions = Of("operator-key");
        var (expires, signature) = sessions.Open(OperatorKey.DefaultName).Split('.') is [var time, var sign] ? (long.Parse(time, CultureInfo.InvariantCulture), sign) : default;
        Assert.Null(sessions.NameOf($"{expires + 1}.{signature}")); // a later time
        Assert.Null(sessions.NameOf($"{expires}.{signature[..^1]}{(signature[^1] == '0' ? '1' : '0')}")); // a forged signature
        Assert.Null(sessions.NameOf($"{expires}.{signature[..^1]}")); // a part of it
        Assert.Null(sessions.NameOf(Of("another-key").Open(OperatorKey.DefaultName))); // another key
        Assert.Null(Of(null).NameOf($"{expires}.{signature}")); // no key
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("9999999999")]
    [InlineData("9999999999.")]
    [InlineData("-1.00")]
    [InlineData("x.00")]
    public void What_is_no_session_is_refused(string? session) => Assert.Null(Of("operator-key").NameOf(session));

    [Fact]
    public void Every_key_opens_sessions_of_its_own_which_end_with_it()
    {
        var both = Of("operator-key", ("next", "the-next-key"));
        var (old, next) = (both.Open(OperatorKey.DefaultName), both.Open("next"));
        Assert.Equal((OperatorKey.DefaultName, "next"), (both.NameOf(old), both.NameOf(next)));
        var later = Of(null, ("next", "the-next-key"));
        Assert.Null(later.NameOf(old));
        Assert.Equal("next", later.NameOf(next));
        // Under whatever name the key is kept, it is the same key.
        Assert.Equal(OperatorKey.DefaultName, Of("the-next-key").NameOf(next));
    }

    private OperatorSession Of(string? key, params (string Name, string Key)[] more)
    {
        var options = new OperatorOptions { Key = key };
        foreach (var (name, further) in more)
            options.Keys[name] = further;
        return new OperatorSession(new OperatorKey(Options.Create(options)), clock);
    }
}
