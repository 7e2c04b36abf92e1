using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;
using Chat.EndToEnd.Model;
using Chat.EndToEnd.Requests;

namespace Chat.EndToEnd.Tenancy;

/// <summary>Two teams with the same names: nothing of one opens anything of the other.</summary>
public sealed class TenancyTests(EmbeddedServer server)
{
    [Fact]
    public async Task No_method_does_anything_with_the_ids_of_another_team()
    {
        var ours = await Scene.MakeAsync(await server.NewTeamAsync("alice", "bob", "carol", "dave"));
        var theirs = await Scene.MakeAsync(await server.NewTeamAsync("alice", "bob", "carol", "dave"));
        await using var watching = await Observer.StartAsync(theirs.Team, "alice");
        var before = await States(theirs.Team);
        var oursBefore = await States(ours.Team);

        List<string> wrong = [];
        List<string> tried = [];
        foreach (var channel in new[] { theirs.Public, theirs.Private, theirs.Dm, theirs.GroupDm, theirs.Team.General })
        {
            foreach (var (method, arguments) in Attempts(theirs, channel))
            {
                tried.Add(method);
                var answer = await ours.Api.Call(method, ours.Alice, arguments);
                if (answer["ok"]!.GetValue<bool>() || Mentions(answer, theirs))
                    wrong.Add($"{method}({string.Join(", ", arguments)}): {answer.ToJsonString()}");
            }
        }
        Assert.Empty(wrong);
        Assert.Empty(WebMethods.WithToken.Except(tried).Except(WithoutForeignIds));

        await watching.Socket.WaitUntil(await theirs.Team.PostAsync("bob", theirs.Public, "undisturbed"));
        Assert.Single(watching.Socket.Frames, f => f.Order is not null);
        foreach (var (user, state) in oursBefore)
            Assert.Empty(Differences.Between(state, (await Snapshot.TakeAsync(ours.Team, user)).State));
        await theirs.Api.Ok("chat.delete", theirs.Bob, ("channel", theirs.Public), ("ts", watching.Socket.LastTs));
        foreach (var (user, state) in before)
            Assert.Empty(Differences.Between(state, (await Snapshot.TakeAsync(theirs.Team, user)).State));
    }

    [Fact]
    public async Task The_same_names_mean_each_teams_own()
    {
        var ours = await server.NewTeamAsync("alice", "bob");
        var theirs = await server.NewTeamAsync("alice", "bob");
        var work = await ours.CreateChannelAsync("alice", "work");
        await theirs.CreateChannelAsync("alice", "work");
        var posted = await ours.Api.Ok("chat.postMessage", ours["alice"].Token, ("channel", "#work"), ("text", "here"));
        Assert.Equal(work, SlackApi.Text(posted, "channel"));
        var found = await ours.Api.Ok("users.lookupByEmail", ours["alice"].Token, ("email", "bob@example.org"));
        Assert.Equal(ours["bob"].Id, SlackApi.Text(found["user"], "id"));
        foreach (var (reader, team) in new[] { (ours, theirs), (theirs, ours) })
        {
            var everything = (await reader.Api.Ok("rtm.start", reader["alice"].Token)).ToJsonString() + (await reader.Api.Ok("users.list", reader["alice"].Token)).ToJsonString()
                + (await reader.Api.Ok("conversations.list", reader["alice"].Token)).ToJsonString() + (await reader.Api.Ok("team.info", reader["alice"].Token)).ToJsonString()
                + (await reader.Api.Ok("users.search", reader["alice"].Token, ("query", "b"))).ToJsonString()
                + (await reader.Api.Ok("search.messages", reader["alice"].Token, ("query", "in:#work from:alice here"))).ToJsonString()
                + (await reader.Api.Ok("search.messages", reader["alice"].Token, ("query", $"in:{team.General}"))).ToJsonString().Replace(team.General, "", StringComparison.Ordinal)
                + (await reader.Api.Ok("client.counts", reader["alice"].Token)).ToJsonString();
            Assert.DoesNotContain(team.Id, everything, StringComparison.Ordinal);
            Assert.DoesNotContain(team["bob"].Id, everything, StringComparison.Ordinal);
            Assert.DoesNotContain(team.General, everything, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_token_whose_team_was_exchanged_opens_neither_team()
    {
        var ours = await server.NewTeamAsync("alice");
        var theirs = await server.NewTeamAsync("alice");
        var forged = ours["alice"].Token.Replace(ours.Id, theirs.Id, StringComparison.Ordinal);
        foreach (var method in WebMethods.WithToken)
            await ours.Api.Refused("invalid_auth", method, forged);
        await ours.Api.Refused("invalid_auth", "auth.test", ours["alice"].Token.Replace(ours.Id, "TZZZZZZZZ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_offset_of_another_team_starts_afresh_and_shows_nothing()
    {
        var ours = await server.NewTeamAsync("alice");
        var theirs = await server.NewTeamAsync("alice");
        await using var theirClient = await RtmClient.ConnectAsync(theirs, "alice");
        await theirs.PostAsync("admin", theirs.General, "theirs");
        await using var alice = await RtmClient.ConnectAtAsync(ours, "alice", theirClient.Position);
        Assert.False(alice.Resumed);
        await alice.WaitUntil(await ours.PostAsync("admin", ours.General, "ours"));
        Assert.Equal(["ours"], alice.Frames.Where(f => f.Type == "message").Select(f => f.Text));
        Assert.StartsWith(ours.Id, alice.Position, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ticket_whose_team_was_exchanged_is_refused()
    {
        var ours = await server.NewTeamAsync("alice");
        var theirs = await server.NewTeamAsync("alice");
        var address = await RtmClient.TicketAsync(ours.Api, ours["alice"].Token);
        Assert.Contains(ours.Id, address.AbsolutePath, StringComparison.Ordinal);
        var forged = new Uri(address.ToString().Replace(ours.Id, theirs.Id, StringComparison.Ordinal));
        await Assert.ThrowsAnyAsync<Exception>(() => RtmClient.ConnectAsync(theirs, "alice", forged));
    }

    [Fact]
    public async Task Frames_with_the_other_teams_channels_are_nacked()
    {
        var ours = await server.NewTeamAsync("alice");
        var theirs = await Scene.MakeAsync(await server.NewTeamAsync("alice", "bob", "carol", "dave"));
        await using var alice = await RtmClient.ConnectAsync(ours, "alice");
        await using var watching = await RtmClient.ConnectAsync(theirs.Team, "alice");
        var nack = await alice.Post(theirs.Public, "let me in");
        Assert.False(nack["ok"]!.GetValue<bool>());
        await alice.Tell(new JsonObject { ["type"] = "typing", ["channel"] = theirs.Public });
        await alice.Tell(new JsonObject { ["type"] = "presence_sub", ["ids"] = new JsonArray(theirs.Team["bob"].Id) });
        await using var bob = await RtmClient.ConnectAsync(theirs.Team, "bob");
        await watching.WaitUntil(await theirs.Team.PostAsync("bob", theirs.Public, "the end"));
        await alice.WaitUntil(await ours.PostAsync("admin", ours.General, "the end"));
        Assert.DoesNotContain(watching.Frames, f => f.Type == "user_typing" || f.Text == "let me in");
        Assert.DoesNotContain(alice.Frames, f => SlackApi.Text(f.Json, "user") == theirs.Team["bob"].Id && f.Json.ToJsonString().Contains("active", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_teams_admin_administers_its_own_team_alone()
    {
        var ours = await server.NewTeamAsync("alice");
        var theirs = await server.NewTeamAsync("alice");
        var key = ours.Admin.Token;
        await ours.Api.Admin(HttpMethod.Post, $"admin/teams/{ours.Id}/users", new { name = "zoe", email = "zoe@example.org" }, key);
        foreach (var (verb, path) in new[]
        {
            (HttpMethod.Post, $"admin/teams/{theirs.Id}/users"), (HttpMethod.Post, $"admin/teams/{theirs.Id}/users/{theirs["alice"].Id}/tokens"),
            (HttpMethod.Delete, $"admin/teams/{theirs.Id}/users/{theirs["alice"].Id}/tokens"), (HttpMethod.Delete, $"admin/teams/{theirs.Id}/users/{theirs["alice"].Id}"),
            (HttpMethod.Delete, $"admin/teams/{ours.Id}/users/{theirs["alice"].Id}"), (HttpMethod.Post, $"admin/teams/{ours.Id}/users/{theirs["alice"].Id}/tokens"),
            (HttpMethod.Patch, $"admin/teams/{theirs.Id}/users/{theirs["alice"].Id}"), (HttpMethod.Patch, $"admin/teams/{ours.Id}/users/{theirs["alice"].Id}"),
            (HttpMethod.Post, $"admin/teams/{theirs.Id}/users/{theirs["alice"].Id}/reactivate"), (HttpMethod.Post, $"admin/teams/{ours.Id}/users/{theirs["alice"].Id}/reactivate"),
            (HttpMethod.Post, $"admin/teams/{theirs.Id}/invitations"),
            (HttpMethod.Get, "admin/teams"), (HttpMethod.Post, "admin/teams"),
        })
        {
            using var content = verb == HttpMethod.Post ? JsonContent.Create(new { name = "intruder", email = "intruder@example.org" })
                : verb == HttpMethod.Patch ? JsonContent.Create(new { is_admin = true }) : null;
            using var answer = await ours.Api.Send(verb, path, content, key);
            var listed = path == "admin/teams" && answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken) : "";
            // A team's admin may be shown its own team, and nothing else, where an operator is shown all.
            var isOwnListing = listed.Contains(ours.Id, StringComparison.Ordinal) && !listed.Contains(theirs.Id, StringComparison.Ordinal);
            Assert.True(
                isOwnListing || answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.Unauthorized,
                $"{verb} {path} answered {(int)answer.StatusCode} {listed}");
        }
        await theirs.Api.Ok("auth.test", theirs["alice"].Token);
    }

    /// <summary>Methods that take no id of anything.</summary>
    private static readonly string[] WithoutForeignIds =
    [
        "auth.test", "rtm.start", "rtm.connect", "conversations.list", "conversations.create", "users.list", "users.setPresence", "users.profile.set",
        "users.lookupByEmail", "team.info", "chat.unfurlPreview", "search.messages",
        "users.search", "client.counts", "dnd.setSnooze", "dnd.endSnooze",
    ];

    private static IEnumerable<(string Method, (string Name, object? Value)[] Arguments)> Attempts(Scene theirs, string channel)
    {
        var bob = theirs.Team["bob"].Id;
        var message = theirs.Message;
        yield return ("chat.postMessage", [("channel", channel), ("text", "x")]);
        yield return ("chat.postMessage", [("channel", channel), ("text", "x"), ("thread_ts", theirs.Root)]);
        yield return ("chat.meMessage", [("channel", channel), ("text", "x")]);
        yield return ("chat.update", [("channel", channel), ("ts", message), ("text", "x")]);
        yield return ("chat.delete", [("channel", channel), ("ts", message)]);
        yield return ("chat.unfurl", [("channel", channel), ("ts", message), ("unfurls", """{"https://a.example/":{"text":"x"}}""")]);
        foreach (var method in new[] { "join", "leave", "info", "members", "history", "archive", "unarchive", "close" })
            yield return ("conversations." + method, [("channel", channel)]);
        yield return ("conversations.replies", [("channel", channel), ("ts", theirs.Root)]);
        yield return ("conversations.open", [("channel", channel)]);
        yield return ("conversations.open", [("users", bob)]);
        yield return ("conversations.invite", [("channel", channel), ("users", bob)]);
        yield return ("conversations.kick", [("channel", channel), ("user", bob)]);
        yield return ("conversations.rename", [("channel", channel), ("name", "taken-over")]);
        yield return ("conversations.setTopic", [("channel", channel), ("topic", "x")]);
        yield return ("conversations.setPurpose", [("channel", channel), ("purpose", "x")]);
        foreach (var method in new[] { "conversations.mark", "channels.mark", "groups.mark", "im.mark" })
            yield return (method, [("channel", channel), ("ts", message)]);
        yield return ("chat.getPermalink", [("channel", channel), ("message_ts", message)]);
        foreach (var method in new[] { "users.info", "dnd.teamInfo" })
            yield return (method, [("users", bob)]);
        foreach (var method in new[] { "users.info", "users.conversations", "users.getPresence", "users.profile.get", "dnd.info" })
            yield return (method, [("user", bob)]);
        foreach (var method in new[] { "reactions.add", "reactions.remove", "reactions.get" })
            yield return (method, [("channel", channel), ("timestamp", message), ("name", "wave")]);
    }

    private static bool Mentions(JsonObject answer, Scene theirs)
    {
        var text = answer.ToJsonString();
        return text.Contains(theirs.Team.Id, StringComparison.Ordinal) || text.Contains(theirs.Team["bob"].Id, StringComparison.Ordinal);
    }

    private static async Task<Dictionary<string, ClientState>> States(TestTeam team)
    {
        var states = new Dictionary<string, ClientState>();
        foreach (var user in new[] { "alice", "bob", "carol" })
            states[user] = (await Snapshot.TakeAsync(team, user)).State;
        return states;
    }
}
