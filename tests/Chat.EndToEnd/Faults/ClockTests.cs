using System.Diagnostics;
using System.Globalization;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Faults;

/// <summary>The server's own clock is set back, as by an operator or a bad time source. Needs Debian's libfaketime.</summary>
public sealed class ClockTests
{
    private const string Library = "libfaketimeMT.so.1";
    private const int PerSecond = 20;
    private static readonly TimeSpan Talk = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Order_goes_on_when_the_clock_jumps_back_an_hour_and_the_server_is_killed_and_started_in_the_past()
    {
        var library = Directory.EnumerateDirectories("/usr/lib").Select(folder => Path.Combine(folder, "faketime", Library)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(library is null, "NOT COVERED: libfaketime is not installed, so that a process's clock cannot be set.");
        using var folder = new TempFolder();
        var clock = folder.File("clock");
        await File.WriteAllTextAsync(clock, "+0", TestContext.Current.CancellationToken);
        await using var server = await EmbeddedServer.StartAsync(folder, new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = library!,
            ["FAKETIME_TIMESTAMP_FILE"] = clock,
            ["FAKETIME_CACHE_DURATION"] = "1",
            // What the machine cannot do to a process either: time since boot never goes back.
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
            ["DONT_FAKE_MONOTONIC"] = "1",
        });
        var api = new SlackApi(server.Address);
        var team = await TestTeam.CreateAsync(api, "alice", "bob");
        var channel = await team.CreateChannelAsync("alice", "work", false, "bob");
        await using var alice = await Talker.StartAsync(team, "alice", channel, api);
        await using var bob = await Talker.StartAsync(team, "bob", channel, api);
        using var enough = new CancellationTokenSource();
        var talking = Task.WhenAll(alice.TalkAsync(PerSecond, enough.Token), bob.TalkAsync(PerSecond, enough.Token));
        await UntilAcked(alice, bob);

        await File.WriteAllTextAsync(clock, "-3600", TestContext.Current.CancellationToken);
        await UntilAcked(alice, bob);
        await RequireToStandStill(team, channel);

        await server.KillAsync();
        await server.StartAgainAsync();
        await UntilAcked(alice, bob);
        await RequireToStandStill(team, channel);

        await enough.CancelAsync();
        await talking;
        await Proof.NothingLostNothingTwice(team, channel, alice, bob);
    }

    /// <summary>Until all have had posts acked that they first wanted from now on, for some time.</summary>
    private static Task UntilAcked(params Talker[] talkers)
    {
        var since = Stopwatch.GetTimestamp();
        return Eventually.True(
            () => talkers.All(t => t.Acks.LastOrDefault() is var last && last.Asked > since && Stopwatch.GetElapsedTime(since, last.Asked) > Talk),
            TimeSpan.FromSeconds(60),
            () => $"posts to be acked; refusals: {string.Join(", ", talkers.SelectMany(t => t.Refusals.TakeLast(3)))}");
    }

    /// <summary>The test is of worth only if the server does believe in the past: its ts then rise by the least, whatever time passes.</summary>
    private static async Task RequireToStandStill(TestTeam team, string channel)
    {
        var first = await team.PostAsync("alice", channel, "before a while");
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        var second = await team.PostAsync("alice", channel, "after it");
        Assert.InRange(Seconds(second) - Seconds(first), 0.000001m, 1m);
    }

    private static decimal Seconds(string ts) => decimal.Parse(ts, CultureInfo.InvariantCulture);
}
