using Chat.Messages;
using Chat.Sessions;
using Chat.Teams;
using Chat.Tests.Cluster;
using Xunit;

namespace Chat.Tests.Sessions;

/// <summary>Sessions that were away for longer than one page of the log tells.</summary>
[Collection(ClusterCollection.Name)]
public sealed class FarBehindTests(ChatCluster cluster)
{
    private const int PageEvents = 500;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_event_is_read_once_over_all_pages_from_the_buffer_or_the_log(bool fromBuffer)
    {
        var team = await cluster.NewTeam();
        var ann = await team.NewPerson("ann");
        var lobby = await team.NewChannel("lobby", false, ann);
        var offset = await team.Head();
        await Talk(team, lobby, "said", 2 * PageEvents + 10);
        if (!fromBuffer)
            await LeaveBuffer(team, lobby);
        var reply = await team.Attach(ann, offset.ToString());
        Assert.Equal(fromBuffer ? PageEvents : 0, reply.Missed.Length);
        // What is said meanwhile is not part of the stretch, and moves none of its pages.
        var (seen, _, pages) = await team.Replay(reply, offset, page => team.Post(team.Admin, lobby, $"meanwhile {page}"));
        Assert.Equal(fromBuffer ? 2 : 3, pages);
        var log = (await team.Log()).Select(stored => stored.Event.Ts).Where(ts => ts > offset.Ts && ts <= reply.Head.Ts);
        Assert.Equal(log, seen.Select(item => item.Ts));
    }

    /// <summary>Joins and leaves stand as the last event of a page, as the first of the next, and on both sides of the border.</summary>
    [Theory]
    [InlineData(-3)]
    [InlineData(-2)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_is_seen_follows_joins_and_leaves_at_the_border_of_pages(int shift)
    {
        var team = await cluster.NewTeam();
        var ann = await team.NewPerson("ann");
        var lobby = await team.NewChannel("lobby");
        var cellar = await team.NewChannel("cellar", isPrivate: true, ann);
        var offset = await team.Head();
        await Talk(team, lobby, "unseen", PageEvents + shift);
        // Leaving a private and joining a public channel are three events each.
        await team.Ask(() => team.Channel(cellar).Leave(ann));
        await team.Post(team.Admin, cellar, "secret");
        await team.Ask(() => team.Channel(lobby).Join(ann));
        await Talk(team, lobby, "seen", PageEvents - 6);
        await team.Ask(() => team.Channel(lobby).Leave(ann));
        await team.Ask(() => team.Channel(cellar).Invite(team.Admin, [ann.User]));
        await team.Post(team.Admin, cellar, "back");
        foreach (var fromBuffer in (bool[])[true, false])
        {
            if (!fromBuffer)
                await LeaveBuffer(team, cellar);
            var reply = await team.Attach(ann, offset.ToString());
            Assert.Contains(cellar, reply.Channels);
            Assert.DoesNotContain(lobby, reply.Channels);
            var (seen, channels, _) = await team.Replay(reply, offset);
            var texts = seen.Select(item => item.Said()).OfType<string>().ToArray();
            Assert.Equal(PageEvents - 6, texts.Count(text => text.StartsWith("seen", StringComparison.Ordinal)));
            Assert.Equal(fromBuffer ? ["back"] : ["back", "later"], texts.Where(text => !text.StartsWith("seen", StringComparison.Ordinal)));
            Assert.Contains(cellar, channels);
            Assert.DoesNotContain(lobby, channels);
        }
    }

    [Fact]
    public async Task A_page_of_another_writer_is_refused()
    {
        var team = await cluster.NewTeam();
        var lobby = await team.NewChannel("lobby");
        var offset = await team.Head();
        await Talk(team, lobby, "said", PageEvents + 10);
        var reply = await team.Attach(team.Admin, offset.ToString());
        var border = reply.Missed[^1].Ts;
        Assert.True((await team.Grain.ReadLog(reply.Epoch, border)).Known);
        await team.Deactivate();
        Assert.Equal(LogPage.Unknown, await team.Ask(() => team.Grain.ReadLog(reply.Epoch, border)));
    }

    [Fact]
    public async Task A_place_that_the_log_does_not_have_is_refused()
    {
        var team = await cluster.NewTeam();
        var lobby = await team.NewChannel("lobby");
        await Talk(team, lobby, "said", 10);
        var reply = await team.Attach(team.Admin, null);
        var log = await team.Log();
        Assert.True((await team.Grain.ReadLog(reply.Epoch, log[5].Event.Ts)).Known);
        // Events of one moment are a microsecond apart: not every place after one is empty.
        var before = log.Zip(log.Skip(1)).First(static pair => pair.Second.Event.Ts.Micros > pair.First.Event.Ts.Micros + 1).First.Event.Ts;
        Assert.False((await team.Grain.ReadLog(reply.Epoch, new Ts(before.Micros + 1))).Known);
        // What the purge has taken leaves no hole behind: who had not yet read it begins again.
        await LeaveBuffer(team, lobby);
        await cluster.Events.PurgeAsync(team.Id, log[8].Event.Ts, 1_000);
        Assert.False((await team.Grain.ReadLog(reply.Epoch, log[5].Event.Ts)).Known);
        Assert.True((await team.Grain.ReadLog(reply.Epoch, log[8].Event.Ts)).Known);
    }

    private static Task<PostResult[]> Talk(LiveTeam team, ChannelId channel, string text, int posts) =>
        Task.WhenAll(Enumerable.Range(0, posts).Select(i => team.Post(team.Admin, channel, $"{text} {i}")));

    /// <summary>What comes this much later pushes the rest out of the buffer.</summary>
    private async Task LeaveBuffer(LiveTeam team, ChannelId channel)
    {
        cluster.Clock.Advance(ChatCluster.TeamOptions.BufferAge * 2);
        await team.Post(team.Admin, channel, "later");
    }
}
