using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Sessions;

/// <summary>What a session is sent, and to whom; tickets and positions.</summary>
public sealed class SocketTests(EmbeddedServer server)
{
    [Fact]
    public async Task Hello_comes_first_and_once_and_carries_a_position_of_the_team()
    {
        var team = await server.NewTeamAsync("alice");
        await using var alice = await RtmClient.ConnectAsync(team, "alice");
        await alice.WaitUntil(await team.PostAsync("admin", team.General, "something"));
        Assert.Equal("hello", alice.Frames[0].Type);
        Assert.Single(alice.Frames, f => f.Type == "hello");
        Assert.Matches($@"^{team.Id}-\d+-\d{{10}}\.\d{{6}}$", SlackApi.Text(alice.Hello, "position"));
    }

    [Fact]
    public async Task What_happens_between_the_ticket_and_the_socket_is_sent_after_hello()
    {
        var team = await server.NewTeamAsync("alice");
        var address = await RtmClient.TicketAsync(team.Api, team["alice"].Token);
        var between = await team.PostAsync("admin", team.General, "between");
        await using var alice = await RtmClient.ConnectAsync(team, "alice", address);
        await alice.WaitFor(f => f.Order == between, "what happened between ticket and socket");
        Assert.True(alice.Resumed);
    }

    [Fact]
    public async Task A_client_that_resumes_again_and_again_sees_each_message_once_in_order()
    {
        var team = await server.NewTeamAsync("alice");
        await using var alice = await RtmClient.ConnectAsync(team, "alice");
        List<string> posted = [];
        for (var round = 0; round < 10; round++)
        {
            posted.Add(await team.PostAsync("admin", team.General, $"live {round}"));
            await alice.DropAsync();
            posted.Add(await team.PostAsync("admin", team.General, $"away {round}"));
            await alice.ResumeAsync();
            Assert.True(alice.Resumed, alice.Hello.ToJsonString());
        }
        await alice.WaitUntil(posted[^1]);
        Assert.Equal(posted, alice.Frames.Where(f => f.Type == "message").Select(f => f.Order));
        Assert.Empty(alice.Disorder);
    }

    [Fact]
    public async Task A_long_absence_is_filled_from_the_log_in_order()
    {
        var team = await server.NewTeamAsync("alice", "bob");
        await using var alice = await RtmClient.ConnectAsync(team, "alice");
        await alice.DropAsync();
        await using var bob = await RtmClient.ConnectAsync(team, "bob");
        var acks = await Task.WhenAll(Enumerable.Range(0, 1500).Select(n => bob.Post(team.General, $"{n} {new string('x', 200)}")));
        var posted = acks.Where(a => a["ok"]!.GetValue<bool>()).Select(a => SlackApi.Text(a, "ts")).ToList();
        await alice.ResumeAsync();
        if (alice.Resumed)
        {
            await alice.WaitUntil(posted.Max(StringComparer.Ordinal)!);
            Assert.Equal(posted.Order(StringComparer.Ordinal), alice.Frames.Where(f => f.Type == "message").Select(f => f.Order));
        }
        // Else the server has said that the gap cannot be filled, and must not then fill a part of it.
        else
        {
            Assert.DoesNotContain(alice.Frames, f => f.Type == "message");
        }
        Assert.NotEmpty(posted);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("{team}-1-9000000000.000000")]
    [InlineData("{team}-999999-{ts}")]
    [InlineData("T00000000-1-{ts}")]
    [InlineData("{team}-1-0000000001.000000")]
    [InlineData("{team}--1-{ts}")]
    [InlineData("")]
    public async Task An_offset_that_the_log_cannot_vouch_for_starts_afresh(string offset)
    {
        var team = await server.NewTeamAsync("alice");
        var ts = await team.PostAsync("admin", team.General, "not to be repeated");
        offset = offset.Replace("{team}", team.Id, StringComparison.Ordinal).Replace("{ts}", ts, StringComparison.Ordinal);
        await using var alice = await RtmClient.ConnectAtAsync(team, "alice", offset);
        if (offset.Length > 0)
            Assert.False(alice.Resumed, alice.Hello.ToJsonString());
        Assert.StartsWith(team.Id, alice.Position, StringComparison.Ordinal);
        await alice.WaitUntil(await team.PostAsync("admin", team.General, "live"));
        Assert.Equal(["live"], alice.Frames.Where(f => f.Type == "message").Select(f => f.Text));
    }

    [Fact]
    public async Task A_ticket_opens_one_socket_only()
    {
        var team = await server.NewTeamAsync("alice");
        var address = await RtmClient.TicketAsync(team.Api, team["alice"].Token);
        await using var alice = await RtmClient.ConnectAsync(team, "alice", address);
        var second = await Assert.ThrowsAnyAsync<Exception>(() => RtmClient.ConnectAsync(team, "alice", address));
        Assert.True(second is SocketLostException or WebSocketException, second.ToString());
        await alice.WaitUntil(await team.PostAsync("admin", team.General, "the first socket goes on"));
    }

    [Fact]
    public async Task An_invented_ticket_is_refused()
    {
        var team = await server.NewTeamAsync("alice");
        var address = await RtmClient.TicketAsync(team.Api, team["alice"].Token);
        var invented = new UriBuilder(address) { Path = address.AbsolutePath[..^4] + "AAAA" }.Uri;
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => RtmClient.ConnectAsync(team, "alice", invented));
        Assert.True(refused is SocketLostException or WebSocketException, refused.ToString());
    }

    [Fact]
    public async Task The_authors_socket_gets_the_ack_and_the_authors_other_socket_the_event()
    {
        var team = await server.NewTeamAsync("alice");
        await using var one = await RtmClient.ConnectAsync(team, "alice");
        await using var other = await RtmClient.ConnectAsync(team, "alice");
        var ack = await one.Post(team.General, "hello <world> & all", "id-1");
        var ts = SlackApi.Text(ack, "ts");
        var shown = await other.WaitFor(f => f.Order == ts, "the event on the other socket");
        Assert.Equal("id-1", SlackApi.Text(shown.Json, "client_msg_id"));
        Assert.Equal(SlackApi.Text(ack, "text"), shown.Text);
        await one.WaitUntil(await team.PostAsync("alice", team.General, "the end"));
        Assert.DoesNotContain(one.Frames, f => f.Type == "message" && f.Order == ts);
        Assert.False(ack.ContainsKey("type"), ack.ToJsonString());
    }

    [Fact]
    public async Task Member_who_left_receives_nothing_more()
    {
        var team = await server.NewTeamAsync("alice", "bob");
        var channel = await team.CreateChannelAsync("alice", "work", true, "bob");
        await using var bob = await RtmClient.ConnectAsync(team, "bob");
        var seen = await team.PostAsync("alice", channel, "with bob");
        await team.Api.Ok("conversations.kick", team["alice"].Token, ("channel", channel), ("user", team["bob"].Id));
        var unseen = await team.PostAsync("alice", channel, "without bob");
        await bob.WaitUntil(await team.PostAsync("alice", team.General, "the end"));
        Assert.Contains(bob.Frames, f => f.Order == seen);
        Assert.DoesNotContain(bob.Frames, f => f.Order == unseen || f.Text == "without bob");
        await team.Api.Refused("channel_not_found", "conversations.history", team["bob"].Token, ("channel", channel));
    }

    [Fact]
    public async Task Member_who_left_while_away_is_not_shown_what_followed_when_it_resumes()
    {
        var team = await server.NewTeamAsync("alice", "bob");
        var channel = await team.CreateChannelAsync("alice", "work", true, "bob");
        await using var bob = await RtmClient.ConnectAsync(team, "bob");
        await bob.DropAsync();
        var seen = await team.PostAsync("alice", channel, "with bob");
        await team.Api.Ok("conversations.kick", team["alice"].Token, ("channel", channel), ("user", team["bob"].Id));
        await team.PostAsync("alice", channel, "without bob");
        await bob.ResumeAsync();
        await bob.WaitUntil(await team.PostAsync("alice", team.General, "the end"));
        Assert.Contains(bob.Frames, f => f.Order == seen);
        Assert.DoesNotContain(bob.Frames, f => f.Text == "without bob");
    }

    [Fact]
    public async Task Typing_reaches_the_other_members_alone()
    {
        var team = await server.NewTeamAsync("alice", "bob", "carol");
        var channel = await team.CreateChannelAsync("alice", "work", false, "bob");
        await using var alice = await RtmClient.ConnectAsync(team, "alice");
        await using var bob = await RtmClient.ConnectAsync(team, "bob");
        await using var carol = await RtmClient.ConnectAsync(team, "carol");
        await alice.Tell(new JsonObject { ["type"] = "typing", ["channel"] = channel });
        await bob.WaitFor(f => f.Type == "user_typing" && f.Channel == channel && SlackApi.Text(f.Json, "user") == team["alice"].Id, "bob's user_typing");
        var end = await team.PostAsync("alice", team.General, "the end");
        await Task.WhenAll(alice.WaitUntil(end), carol.WaitUntil(end));
        Assert.DoesNotContain(alice.Frames.Concat(carol.Frames), f => f.Type == "user_typing");
    }

    [Fact]
    public async Task A_ping_is_answered_with_every_field_that_it_had()
    {
        var team = await server.NewTeamAsync("alice");
        await using var alice = await RtmClient.ConnectAsync(team, "alice");
        var pong = await alice.Request(new JsonObject { ["type"] = "ping", ["time"] = 1_700_000_000, ["note"] = "grüße \" 🙂", ["flag"] = true });
        Assert.Equal("pong", SlackApi.Text(pong, "type"));
        Assert.Equal(1_700_000_000, pong["time"]!.GetValue<long>());
        Assert.Equal("grüße \" 🙂", SlackApi.Text(pong, "note"));
        Assert.True(pong["flag"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Presence_is_told_to_those_who_subscribed()
    {
        var team = await server.NewTeamAsync("alice", "bob", "carol");
        await using var bob = await RtmClient.ConnectAsync(team, "bob");
        await using var carol = await RtmClient.ConnectAsync(team, "carol");
        await bob.Tell(new JsonObject { ["type"] = "presence_sub", ["ids"] = new JsonArray(team["alice"].Id) });
        await bob.WaitFor(f => IsPresence(f, team["alice"], "away"), "alice's presence at once");
        await using (var alice = await RtmClient.ConnectAsync(team, "alice"))
        {
            await bob.WaitFor(f => IsPresence(f, team["alice"], "active"), "alice to become active");
            await team.Api.Ok("users.setPresence", team["alice"].Token, ("presence", "away"));
            await Eventually.True(
                () => bob.Frames.Count(f => IsPresence(f, team["alice"], "away")) == 2, Eventually.Usual, "alice's choice of away");
            await team.Api.Ok("users.setPresence", team["alice"].Token, ("presence", "auto"));
            await Eventually.True(
                () => bob.Frames.Count(f => IsPresence(f, team["alice"], "active")) == 2, Eventually.Usual, "alice's return to auto");
        }
        await Eventually.True(
            () => bob.Frames.Count(f => IsPresence(f, team["alice"], "away")) == 3, Eventually.Usual, "alice to be away after she left");
        Assert.DoesNotContain(carol.Frames, f => f.Type == "presence_change" && f.Json.ToJsonString().Contains(team["alice"].Id, StringComparison.Ordinal));
        await carol.Tell(new JsonObject { ["type"] = "presence_query", ["ids"] = new JsonArray(team["bob"].Id) });
        await carol.WaitFor(f => IsPresence(f, team["bob"], "active"), "the answer to presence_query");
    }

    [Fact]
    public async Task Sockets_of_a_revoked_token_are_closed_for_good()
    {
        var team = await server.NewTeamAsync("alice");
        await using var alice = await RtmClient.ConnectAsync(team, "alice");
        await team.Api.Admin(HttpMethod.Delete, $"admin/teams/{team.Id}/users/{team["alice"].Id}/tokens");
        await alice.Closed.Within(Eventually.Usual, "the socket of a revoked token to close");
        Assert.InRange((int)(alice.CloseStatus ?? 0), 4500, 4999);
        await team.Api.Refused("token_revoked", "auth.test", team["alice"].Token);
    }

    [Fact]
    public async Task Sockets_of_a_deactivated_user_are_closed_for_good()
    {
        var team = await server.NewTeamAsync("alice");
        await using var alice = await RtmClient.ConnectAsync(team, "alice");
        await team.DeactivateAsync("alice");
        await alice.Closed.Within(Eventually.Usual, "the socket of a deactivated user to close");
        Assert.InRange((int)(alice.CloseStatus ?? 0), 4500, 4999);
        await team.Api.Refused("account_inactive", "auth.test", team["alice"].Token);
    }

    [Fact]
    public async Task Two_clients_see_the_same_order_whoever_posts()
    {
        var team = await server.NewTeamAsync("alice", "bob");
        await using var alice = await RtmClient.ConnectAsync(team, "alice");
        await using var bob = await RtmClient.ConnectAsync(team, "bob");
        var posts = Enumerable.Range(0, 200).Select(n => n % 2 == 0
            ? alice.Post(team.General, $"a{n}")
            : bob.Post(team.General, $"b{n}"));
        await Task.WhenAll(posts);
        var end = await team.PostAsync("admin", team.General, "the end");
        await Task.WhenAll(alice.WaitUntil(end), bob.WaitUntil(end));
        var history = (await team.HistoryAsync("alice", team.General)).Select(m => SlackApi.Text(m, "ts")).Reverse().ToList();
        foreach (var client in new[] { alice, bob })
        {
            var shown = client.Frames.Where(f => f.IsAck || f.Type == "message").Select(f => f.Order!).ToList();
            Assert.Equal(history.TakeLast(shown.Count), shown);
            Assert.Equal(201, shown.Count);
        }
    }

    private static bool IsPresence(RtmFrame frame, TestUser user, string presence) =>
        frame.Type == "presence_change"
        && SlackApi.Text(frame.Json, "presence") == presence
        && (SlackApi.Text(frame.Json, "user") == user.Id || (frame.Json["users"] as JsonArray)?.Any(u => u!.GetValue<string>() == user.Id) == true);
}
