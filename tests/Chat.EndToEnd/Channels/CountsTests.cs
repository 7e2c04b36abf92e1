using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;
using Chat.EndToEnd.Model;

namespace Chat.EndToEnd.Channels;

/// <summary>client.counts against what was said and read.</summary>
public sealed class CountsTests(EmbeddedServer server)
{
    [Fact]
    public async Task Counts_are_those_of_rtm_start_for_every_conversation()
    {
        var scene = await Scene.MakeAsync(await server.NewTeamAsync("alice", "bob", "carol", "dave"));
        await scene.Api.Ok("conversations.mark", scene.Bob, ("channel", scene.Public), ("ts", scene.OwnRoot));
        foreach (var user in new[] { "alice", "bob", "carol", "dave" })
        {
            var start = await scene.Api.Ok("rtm.start", scene.Team[user].Token);
            var expected = new[] { "channels", "groups", "mpims", "ims" }.SelectMany(list => start[list]!.AsArray()).OfType<JsonObject>()
                .Where(channel => channel.ContainsKey("unread_count"))
                .ToDictionary(channel => SlackApi.Text(channel, "id"));
            var counts = await Counts(scene.Team, user);
            Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), counts.Keys.Order(StringComparer.Ordinal));
            foreach (var (id, channel) in expected)
            {
                Assert.Equal(channel["unread_count"]!.GetValue<int>(), counts[id]["unread_count"]!.GetValue<int>());
                Assert.Equal(SlackApi.Text(channel, "last_read"), SlackApi.Text(counts[id], "last_read"));
                Assert.Equal(channel["latest"] is { } latest ? SlackApi.Text(latest, "ts") : ChannelState.Never, SlackApi.Text(counts[id], "latest"));
                Assert.Equal(channel["unread_count"]!.GetValue<int>() > 0, counts[id]["has_unreads"]!.GetValue<bool>());
            }
        }
    }

    [Fact]
    public async Task Mentions_are_counted_and_go_when_they_are_read()
    {
        var team = await server.NewTeamAsync("alice", "bob");
        var work = await team.CreateChannelAsync("alice", "work", false, "bob");
        var dm = await team.OpenDmAsync("alice", "bob");
        await team.PostAsync("alice", work, "nobody in particular");
        var first = await team.PostAsync("alice", work, $"<@{team["bob"].Id}> look");
        await team.PostAsync("alice", work, "<!channel> look");
        await team.PostAsync("alice", dm, "just us");
        await using var bob = await RtmClient.ConnectAsync(team, "bob");
        Assert.Equal((3, 2), Of(await Counts(team, "bob"), work));
        Assert.Equal((1, 1), Of(await Counts(team, "bob"), dm));
        await team.Api.Ok("conversations.mark", team["bob"].Token, ("channel", work), ("ts", first));
        Assert.Equal((1, 1), Of(await Counts(team, "bob"), work));
        await bob.WaitUntil(await team.PostAsync("alice", work, "the end"));
        var marked = bob.Frames.Single(frame => frame.Type == "channel_marked").Json;
        Assert.Equal((1, 1), (marked["unread_count"]!.GetValue<int>(), marked["mention_count"]!.GetValue<int>()));
        // Her own messages are not; that bob joined is, and means nobody.
        Assert.Equal((1, 0), Of(await Counts(team, "alice"), work));
    }

    [Fact]
    public async Task Numbers_end_at_a_hundred()
    {
        var team = await server.NewTeamAsync("alice", "bob");
        var dm = await team.OpenDmAsync("alice", "bob");
        await Task.WhenAll(Enumerable.Range(0, 105).Select(i => team.PostAsync("alice", dm, $"{i}")));
        Assert.Equal((100, 100), Of(await Counts(team, "bob"), dm));
    }

    private static (int Unread, int Mentions) Of(Dictionary<string, JsonObject> counts, string channel) =>
        (counts[channel]["unread_count"]!.GetValue<int>(), counts[channel]["mention_count"]!.GetValue<int>());

    private static async Task<Dictionary<string, JsonObject>> Counts(TestTeam team, string user) =>
        (await team.Api.Ok("client.counts", team[user].Token))["channels"]!.AsArray().Select(channel => channel!.AsObject()).ToDictionary(channel => SlackApi.Text(channel, "id"));
}
