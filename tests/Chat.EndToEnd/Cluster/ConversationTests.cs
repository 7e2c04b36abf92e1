using Chat.EndToEnd.Harness;
using Chat.EndToEnd.Model;
using Chat.EndToEnd.SlackSdk;

namespace Chat.EndToEnd.Cluster;

/// <summary>Two gateways are one server.</summary>
[Collection(nameof(UntimedCluster))]
public sealed class ConversationTests(UntimedCluster cluster)
{
    [Fact]
    public async Task People_at_different_gateways_have_one_conversation_in_one_order()
    {
        var team = await TestTeam.CreateAsync(cluster.Apis[0], "alice", "bob");
        var there = team.Through(cluster.Apis[1]);
        var channel = await team.CreateChannelAsync("alice", "work", false, "bob");
        await using var alice = await RtmClient.ConnectAsync(team, "alice");
        await using var bob = await RtmClient.ConnectAsync(there, "bob");
        await Task.WhenAll(Enumerable.Range(0, 60).Select(n => n % 2 == 0 ? alice.Post(channel, $"a{n}") : bob.Post(channel, $"b{n}")));
        var end = await there.PostAsync("bob", channel, "the end");
        await Task.WhenAll(alice.WaitUntil(end), bob.WaitUntil(end));
        var history = (await there.HistoryAsync("alice", channel)).Select(m => SlackApi.Text(m, "ts")).Reverse().TakeLast(61).ToList();
        foreach (var client in new[] { alice, bob })
        {
            Assert.Equal(history, client.Frames.Where(f => f.IsAck || f.Type == "message").Select(f => f.Order!));
            Assert.Empty(client.Disorder);
        }
    }

    [Fact]
    public async Task Old_snapshot_and_events_are_the_fresh_snapshot_at_either_gateway()
    {
        var scene = await Scene.MakeAsync(await TestTeam.CreateAsync(cluster.Apis[0], "alice", "bob", "carol", "dave"));
        var there = scene.Team.Through(cluster.Apis[1]);
        await using var alice = await Observer.StartAsync(scene.Team, "alice");
        await using var bob = await Observer.StartAsync(there, "bob");
        await using var carol = await Observer.StartAsync(there, "carol");
        Observer[] all = [alice, bob, carol];
        foreach (var verb in new[] { "reply by the socket", "update a message", "react", "delete a reply", "join", "kick from a private channel", "set a topic", "open a new DM and post", "set a profile", "create a user" })
            await Verbs.All[verb](scene, alice);
        var end = await there.PostAsync("admin", there.General, "the end");
        foreach (var observer in all)
        {
            await observer.Socket.WaitUntil(end);
            await observer.MustAgreeWithFreshSnapshot("many verbs");
        }
    }

    [Fact]
    public async Task A_client_resumes_at_the_other_gateway()
    {
        var team = await TestTeam.CreateAsync(cluster.Apis[0], "alice");
        await using var alice = await RtmClient.ConnectAsync(team, "alice");
        for (var round = 0; round < 4; round++)
        {
            await alice.DropAsync();
            var missed = await team.PostAsync("admin", team.General, $"missed {round}");
            await alice.ResumeAsync(cluster.Apis[(round + 1) % 2]);
            Assert.True(alice.Resumed, alice.Hello.ToJsonString());
            await alice.WaitUntil(missed);
        }
        Assert.Equal(4, alice.Frames.Count(f => f.Type == "message"));
        Assert.Empty(alice.Disorder);
    }

    [Fact]
    public async Task Teams_on_both_shards_work_and_know_nothing_of_each_other()
    {
        var teams = new List<TestTeam>();
        for (var n = 0; n < 6; n++)
            teams.Add(await TestTeam.CreateAsync(cluster.Apis[n % 2], "alice"));
        var listed = (await cluster.Apis[0].Admin(HttpMethod.Get, "admin/teams?limit=1000"))["teams"]!.AsArray()
            .Where(t => teams.Exists(team => team.Id == SlackApi.Text(t, "id")))
            .Select(t => SlackApi.Text(t, "shard")).Distinct().Order();
        Assert.Equal(["s1", "s2"], listed);
        foreach (var team in teams)
        {
            await team.PostAsync("alice", team.General, team.Id);
            Assert.Equal(team.Id, SlackApi.Text((await team.HistoryAsync("alice", team.General))[0], "text"));
        }
    }

    [Fact]
    public async Task Operators_see_where_teams_live_and_what_they_write_whichever_silo_writes_it()
    {
        var api = cluster.Apis[0];
        // Of so many teams both silos have some.
        for (var n = 0; n < 8; n++)
        {
            var team = await TestTeam.CreateAsync(api, "alice");
            await team.PostAsync("alice", team.General, "hello");
            var place = await api.Admin(HttpMethod.Get, $"admin/teams/{team.Id}/shard");
            Assert.Equal(0, place["silent_silos"]!.GetValue<int>());
            Assert.True(place["write_rate"]!["changes_per_second"]!.GetValue<double>() > 0, place.ToJsonString());
            Assert.Equal("active", SlackApi.Text(place, "owner_state"));
            Assert.Equal(1, place["tables"]!.AsArray().Single(t => SlackApi.Text(t, "name") == "message_keys")!["rows"]!.GetValue<long>());
        }
        var shards = await api.Admin(HttpMethod.Get, "admin/shards");
        Assert.Equal(("ok", 0), (SlackApi.Text(shards, "directory"), shards["silent_silos"]!.GetValue<int>()));
        Assert.Equal(["s1", "s2"], shards["shards"]!.AsArray().Select(s => SlackApi.Text(s, "name")));
        foreach (var shard in shards["shards"]!.AsArray())
        {
            Assert.Equal("active", SlackApi.Text(shard, "state"));
            Assert.True(shard!["teams"]!.GetValue<long>() >= 4, shard.ToJsonString());
            Assert.True(shard["estimated_bytes"]!.GetValue<long>() > 0, shard.ToJsonString());
            Assert.True(shard["write_rate"]!["bytes_per_second"]!.GetValue<double>() > 0, shard.ToJsonString());
        }
    }

    [Fact]
    public async Task Official_clients_hold_a_conversation() =>
        await SdkRun.ConversationAsync(await TestTeam.CreateAsync(cluster.Apis[1], "alice", "bob", "botty"));
}
