using Chat.Sessions;
using Chat.Teams;
using Chat.Tests.Cluster;
using Chat.Tests.Storage;
using Xunit;

namespace Chat.Tests.Teams;

[Collection(ClusterCollection.Name)]
public sealed class SubscriptionTests(ChatCluster cluster)
{
    [Fact]
    public async Task Gateways_hear_every_event_once_in_order_whenever_they_come_and_across_a_new_writer()
    {
        var team = await cluster.NewTeam();
        var channel = await team.NewChannel("lobby");
        var start = await team.Head();
        var before = await team.Listen("before", start);
        var talk = Talk(team, channel, "first", 200);
        var during = await team.Listen("during", start);
        await Waiting.For(talk, "the first talk");
        var after = await team.Listen("after", start);

        await team.Deactivate();
        talk = Talk(team, channel, "second", 200);
        await before.SubscribeAgain(team);
        await during.SubscribeAgain(team);
        await Waiting.For(talk, "the second talk");
        await after.SubscribeAgain(team);
        await team.Post(team.Admin, channel, "the end");

        var log = (await team.Log()).Select(stored => stored.Event.Ts).Where(ts => ts > start.Ts).ToArray();
        foreach (var ear in (Ear[])[before, during, after])
        {
            await ear.UntilSaid("the end");
            ear.AssertNoGap();
            Assert.Equal(log, ear.Lasting.Select(item => item.Ts));
        }
    }

    [Fact]
    public async Task A_gateway_without_a_position_hears_what_comes_from_now_on()
    {
        var team = await cluster.NewTeam();
        var channel = await team.NewChannel("lobby");
        await team.Post(team.Admin, channel, "before");
        var ear = await team.Listen("g1");
        await team.Post(team.Admin, channel, "after");
        await ear.UntilSaid("after");
        Assert.Single(ear.Lasting);
    }

    [Fact]
    public async Task A_gateway_that_subscribes_again_is_not_sent_things_twice()
    {
        var team = await cluster.NewTeam();
        var channel = await team.NewChannel("lobby");
        var ear = await team.Listen("g1");
        await ear.SubscribeAgain(team);
        await team.Attach(team.Admin, null);
        await team.Post(team.Admin, channel, "the end");
        await ear.UntilSaid("the end");
        Assert.Single(ear.Ephemeral);
        Assert.Single(ear.Lasting);
    }

    [Fact]
    public async Task A_position_that_proves_nothing_is_told_to_start_afresh()
    {
        var team = await cluster.NewTeam();
        var other = await cluster.NewTeam();
        var channel = await team.NewChannel("lobby");
        await team.Post(team.Admin, channel, "said");
        var head = await team.Head();
        Position[] useless =
        [
            await other.Head(),
            head with { Team = other.Id },
            head with { Ts = new Ts(head.Ts.Micros + 1) },
            head with { Ts = new Ts(head.Ts.Micros - 1) },
            head with { Epoch = head.Epoch + 1 },
            head with { Ts = Ts.None },
        ];
        var sink = new Ear(cluster.Cluster.Client, "g1");
        var self = cluster.Cluster.Client.CreateObjectReference<IGatewaySink>(sink);
        foreach (var position in useless)
        {
            var reply = await team.Grain.Subscribe("g1", position, [], self);
            Assert.True(reply is { StartAfresh: true, Missed: [] }, $"{position} was continued.");
            Assert.Equal(head, reply.Head);
        }
        Assert.False((await team.Grain.Subscribe("g1", head, [], self)).StartAfresh);
        GC.KeepAlive(sink);
    }

    [Fact]
    public async Task Only_a_known_gateway_of_the_present_writer_may_renew()
    {
        var team = await cluster.NewTeam();
        var ear = await team.Listen("g1");
        Assert.True(await ear.Renew(team));
        Assert.False(await team.Grain.Renew("unknown", ear.Epoch, SessionReport.Nothing));
        Assert.False(await team.Grain.Renew("g1", ear.Epoch - 1, SessionReport.Nothing));
        await team.Deactivate();
        Assert.False(await ear.Renew(team));
        var former = ear.Epoch;
        await ear.SubscribeAgain(team);
        Assert.True(ear.Epoch > former);
        Assert.True(await ear.Renew(team));
    }

    private static async Task<bool> Talk(LiveTeam team, ChannelId channel, string text, int posts)
    {
        await Task.WhenAll(Enumerable.Range(0, posts).Select(i => team.Post(team.Admin, channel, $"{text} {i}")));
        return true;
    }
}
