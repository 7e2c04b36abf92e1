using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Users;

/// <summary>Do not disturb, as its owner and as others see it.</summary>
public sealed class DndTests(EmbeddedServer server)
{
    [Fact]
    public async Task A_snooze_is_told_to_its_owner_and_to_others_and_ends_when_asked()
    {
        var team = await server.NewTeamAsync("alice", "bob");
        await using var alice = await RtmClient.ConnectAsync(team, "alice");
        await using var bob = await RtmClient.ConnectAsync(team, "bob");
        var set = await team.Api.Ok("dnd.setSnooze", team["alice"].Token, ("num_minutes", 5));
        var end = set["snooze_endtime"]!.GetValue<long>();
        Assert.Equal(300, set["snooze_remaining"]!.GetValue<long>());
        Assert.InRange(end - TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(), 200, 300);

        var own = await team.Api.Ok("dnd.info", team["alice"].Token);
        Assert.Equal((true, end), (own["snooze_enabled"]!.GetValue<bool>(), own["snooze_endtime"]!.GetValue<long>()));
        Assert.InRange(own["snooze_remaining"]!.GetValue<long>(), 200, 300);
        var seen = await team.Api.Ok("dnd.info", team["bob"].Token, ("user", team["alice"].Id));
        Assert.Equal((true, end, end - 300), (seen["dnd_enabled"]!.GetValue<bool>(), seen["next_dnd_end_ts"]!.GetValue<long>(), seen["next_dnd_start_ts"]!.GetValue<long>()));
        Assert.False(seen.ContainsKey("snooze_enabled"));

        var ended = await team.Api.Ok("dnd.endSnooze", team["alice"].Token);
        Assert.Equal((false, false), (ended["snooze_enabled"]!.GetValue<bool>(), ended["dnd_enabled"]!.GetValue<bool>()));
        await team.Api.Refused("snooze_not_active", "dnd.endSnooze", team["alice"].Token);
        var last = await team.PostAsync("bob", team.General, "the end");
        await alice.WaitUntil(last);
        await bob.WaitUntil(last);
        Assert.Equal([end, null], Statuses(alice, "dnd_updated").Select(status => status["snooze_endtime"]?.GetValue<long>()));
        Assert.Empty(Statuses(bob, "dnd_updated"));
        foreach (var socket in new[] { alice, bob })
            Assert.Equal([end, 1], Statuses(socket, "dnd_updated_user").Select(status => status["next_dnd_end_ts"]!.GetValue<long>()));
    }

    [Fact]
    public async Task Presence_knows_nothing_of_it()
    {
        var team = await server.NewTeamAsync("alice", "bob");
        await using var alice = await RtmClient.ConnectAsync(team, "alice");
        await team.Api.Ok("dnd.setSnooze", team["alice"].Token, ("num_minutes", 5));
        Assert.Equal("active", SlackApi.Text(await team.Api.Ok("users.getPresence", team["bob"].Token, ("user", team["alice"].Id)), "presence"));
        await team.Api.Ok("dnd.setSnooze", team["bob"].Token, ("num_minutes", 5));
        Assert.Equal("away", SlackApi.Text(await team.Api.Ok("users.getPresence", team["alice"].Token, ("user", team["bob"].Id)), "presence"));
    }

    [Fact]
    public async Task It_outlives_a_change_of_the_profile_and_a_restart()
    {
        using var folder = new TempFolder();
        TestTeam team;
        long end;
        await using (var first = await EmbeddedServer.StartAsync(folder))
        {
            team = await TestTeam.CreateAsync(new SlackApi(first.Address), "alice");
            end = (await team.Api.Ok("dnd.setSnooze", team["alice"].Token, ("num_minutes", 5)))["snooze_endtime"]!.GetValue<long>();
            await team.Api.Ok("users.profile.set", team["alice"].Token, ("name", "title"), ("value", "sleeper"));
        }
        await using var second = await EmbeddedServer.StartAsync(folder);
        team = team.Through(new SlackApi(second.Address));
        Assert.Equal(end, (await team.Api.Ok("dnd.info", team["alice"].Token))["snooze_endtime"]!.GetValue<long>());
        Assert.Equal(end, (await team.Api.Ok("rtm.start", team["alice"].Token))["dnd"]!["snooze_endtime"]!.GetValue<long>());
    }

    private static IEnumerable<JsonObject> Statuses(RtmClient socket, string type) =>
        socket.Frames.Where(frame => frame.Type == type).Select(frame => frame.Json["dnd_status"]!.AsObject());
}
