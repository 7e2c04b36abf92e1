using Chat.Errors;
using Chat.Search;
using Chat.Tests.Cluster;
using Chat.Users;
using Microsoft.Extensions.Options;
using Xunit;

namespace Chat.Tests.Search;

[Collection(ClusterCollection.Name)]
public sealed class SearchGrainTests(ChatCluster cluster)
{
    [Fact]
    public async Task What_was_acked_is_found_at_once()
    {
        var team = await cluster.NewTeam();
        var channel = await team.NewChannel("work");
        for (var i = 0; i < 20; i++)
        {
            await team.Post(team.Admin, channel, $"Zoë's number{i} is here");
            var page = await Search(team, $"number{i} zoe ", highlight: true);
            Assert.Equal($"\uE000Zoë\uE001's \uE000number{i}\uE001 is here", Assert.Single(page.Matches).Message.Text);
        }
        Assert.Equal(20, (await Search(team, "numb")).Total);
    }

    [Fact]
    public async Task Changes_and_replies_through_the_grains_are_followed()
    {
        var team = await cluster.NewTeam();
        var channel = await team.NewChannel("work");
        var root = (await team.Post(team.Admin, channel, "a root")).Message.Ts;
        var reply = (await team.Post(team.Admin, channel, "a reply", thread: root)).Message.Ts;
        Assert.Equal(root, Assert.Single((await Search(team, "reply ")).Matches).Message.ThreadTs);
        await team.Ask(() => team.Channel(channel).Delete(team.Admin, reply));
        Assert.Empty((await Search(team, "reply ")).Matches);
        Assert.Equal(1, (await Search(team, "root ")).Total);
    }

    [Fact]
    public async Task Who_left_a_private_channel_finds_nothing_of_it()
    {
        var team = await cluster.NewTeam();
        var bob = await team.NewPerson("bob");
        var channel = await team.NewChannel("secret", isPrivate: true, bob);
        await team.Post(team.Admin, channel, "a secret word");
        Assert.Equal(1, (await Search(team, "secret word ", bob)).Total);
        await team.Ask(() => team.Channel(channel).Leave(bob));
        Assert.Equal(0, (await Search(team, "secret word ", bob)).Total);
    }

    /// <summary>Of two zones between which it is always another day.</summary>
    [Fact]
    public async Task Today_is_the_searchers()
    {
        var team = await cluster.NewTeam();
        await team.Post(team.Admin, await team.NewChannel("work"), "hello");
        string[] zones = ["Pacific/Kiritimati", "Pacific/Niue"];
        var days = zones.Select(zone => $"hello on:{TimeZones.Today(zone, cluster.Clock.GetUtcNow()):yyyy-MM-dd}").ToArray();
        for (var n = 0; n < zones.Length; n++)
        {
            await team.Ask(() => cluster.Grains.User(team.Id, team.Admin.User).SetProfile(new Dictionary<string, string> { ["tz"] = zones[n] }));
            Assert.Equal((1, 1, 0), ((await Search(team, "hello on:today")).Total, (await Search(team, days[n])).Total, (await Search(team, days[1 - n])).Total));
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(101, 1)]
    [InlineData(20, 0)]
    [InlineData(20, 101)]
    public async Task Pages_are_bounded(int count, int page)
    {
        var team = await cluster.NewTeam();
        var refusal = await Assert.ThrowsAsync<ChatException>(() => cluster.Grains.Search(team.Id).Messages(team.Admin, new SearchRequest("x", false, false, count, page, false)));
        Assert.Equal(ErrorCodes.InvalidArguments, refusal.Code);
    }

    [Fact]
    public async Task Searches_beyond_a_teams_share_are_refused_and_other_teams_go_on()
    {
        var options = new SearchOptions { AtOnce = 3, AtOncePerTeam = 2, WaitingPerTeam = 1, Timeout = TimeSpan.FromSeconds(30) };
        await using var gate = new SearchGate(Options.Create(options), TimeProvider.System);
        var (one, two) = (new TeamId(1), new TeamId(2));
        var first = await gate.EnterAsync(one);
        using var second = await gate.EnterAsync(one);
        var waiting = gate.EnterAsync(one);
        Assert.Equal(ErrorCodes.RateLimited, (await Assert.ThrowsAsync<ChatException>(() => gate.EnterAsync(one))).Code);
        using var other = await gate.EnterAsync(two);
        Assert.False(waiting.IsCompleted);
        first.Dispose();
        (await waiting).Dispose();
    }

    [Fact]
    public async Task Who_waits_too_long_for_a_turn_is_refused()
    {
        await using var gate = new SearchGate(Options.Create(new SearchOptions { AtOnce = 1, Timeout = TimeSpan.FromMilliseconds(100) }), TimeProvider.System);
        using var first = await gate.EnterAsync(new TeamId(1));
        Assert.Equal(ErrorCodes.RateLimited, (await Assert.ThrowsAsync<ChatException>(() => gate.EnterAsync(new TeamId(2)))).Code);
    }

    private async Task<SearchPage> Search(LiveTeam team, string query, Caller? caller = null, bool highlight = false) =>
        await team.Ask(() => cluster.Grains.Search(team.Id).Messages(caller ?? team.Admin, new SearchRequest(query, false, false, 20, 1, highlight)));
}
