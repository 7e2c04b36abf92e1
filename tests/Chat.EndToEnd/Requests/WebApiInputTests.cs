using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Requests;

/// <summary>Requests as broken, odd and old clients send them: always Slack's answer, never a stack trace.</summary>
public sealed class WebApiInputTests(EmbeddedServer server)
{
    /// <summary>Method, arguments and the code that refuses them. {c} is a channel of alice's, {m} a message of bob's in it, {p} a private channel without alice.</summary>
    public static TheoryData<string, string, string> Refusals => new()
    {
        { "no.such.method", "", "unknown_method" },
        { "chat.postMessage", "text=x", "invalid_arguments|channel_not_found" },
        { "chat.postMessage", "channel=C0000000000&text=x", "channel_not_found" },
        { "chat.postMessage", "channel=%00&text=x", "channel_not_found|invalid_arguments" },
        { "chat.postMessage", "channel={p}&text=x", "channel_not_found" },
        { "chat.postMessage", "channel={o}&text=x", "not_in_channel" },
        { "chat.postMessage", "channel={a}&text=x", "is_archived" },
        { "chat.postMessage", "channel={c}", "no_text" },
        { "chat.postMessage", "channel={c}&text=", "no_text" },
        { "chat.postMessage", "channel={c}&text={long}", "msg_too_long" },
        { "chat.postMessage", "channel={c}&text=x&thread_ts=1000000000.000000", "thread_not_found|message_not_found" },
        { "chat.postMessage", "channel={c}&text=x&thread_ts=nonsense", "invalid_arguments|thread_not_found|invalid_timestamp" },
        { "chat.postMessage", "channel={c}&attachments=nonsense", "invalid_attachments|invalid_arguments" },
        { "chat.postMessage", "channel={c}&blocks=[1", "invalid_blocks|invalid_arguments" },
        { "chat.update", "channel={c}&ts={m}&text=x", "cant_update_message" },
        { "chat.update", "channel={c}&ts=1000000000.000000&text=x", "message_not_found" },
        { "chat.update", "channel={c}&ts=x&text=x", "message_not_found|invalid_timestamp|bad_timestamp|invalid_arguments" },
        { "chat.delete", "channel={c}&ts={m}", "cant_delete_message" },
        { "chat.delete", "channel={c}&ts=1000000000.000000", "message_not_found" },
        { "conversations.history", "channel={p}", "channel_not_found" },
        { "conversations.history", "channel={c}&limit=nonsense", "invalid_limit|invalid_arguments" },
        { "conversations.history", "channel={c}&limit=-1", "invalid_limit|invalid_arguments" },
        { "conversations.history", "channel={c}&cursor=nonsense", "invalid_cursor" },
        { "conversations.history", "channel={c}&latest=nonsense", "invalid_ts_latest" },
        { "conversations.history", "channel={c}&oldest=nonsense", "invalid_ts_oldest" },
        { "conversations.replies", "channel={c}&ts=1000000000.000000", "thread_not_found" },
        { "conversations.info", "channel={p}", "channel_not_found" },
        { "conversations.members", "channel={p}", "channel_not_found" },
        { "conversations.create", "name=", "invalid_name_required|invalid_arguments" },
        { "conversations.create", "name={c80}", "invalid_name_maxlength" },
        { "conversations.create", "name=with spaces!", "invalid_name_specials|invalid_name" },
        { "conversations.create", "name=work", "name_taken" },
        { "conversations.join", "channel={p}", "channel_not_found" },
        { "conversations.join", "channel={a}", "is_archived" },
        { "conversations.leave", "channel={g}", "cant_leave_general" },
        { "conversations.invite", "channel={c}&users=U0000000000", "user_not_found" },
        { "conversations.invite", "channel={c}&users={self}", "cant_invite_self" },
        { "conversations.invite", "channel={c}&users={bob}", "already_in_channel" },
        { "conversations.invite", "channel={c}", "no_user|invalid_arguments" },
        { "conversations.kick", "channel={c}&user={self}", "cant_kick_self" },
        { "conversations.kick", "channel={g}&user={bob}", "cant_kick_from_general" },
        { "conversations.rename", "channel={c}&name=general", "name_taken" },
        { "conversations.archive", "channel={a}", "already_archived" },
        { "conversations.archive", "channel={g}", "cant_archive_general" },
        { "conversations.unarchive", "channel={c}", "not_archived" },
        { "conversations.open", "users=U0000000000", "user_not_found" },
        { "conversations.open", "", "users_list_not_supplied|invalid_arguments" },
        { "conversations.mark", "channel={c}&ts=nonsense", "invalid_timestamp" },
        { "conversations.mark", "channel={o}&ts={m}", "not_in_channel" },
        { "conversations.close", "channel={c}", "method_not_supported_for_channel_type" },
        { "users.info", "user=U0000000000", "user_not_found" },
        { "users.info", "", "user_not_found|invalid_arguments" },
        { "users.info", "users=U0000000000", "user_not_found" },
        { "users.info", "users=nonsense", "user_not_found" },
        { "users.info", "users=,", "invalid_arguments" },
        { "users.info", "users={101}", "too_many_users" },
        { "users.search", "", "invalid_arguments" },
        { "users.search", "query={201}", "invalid_arguments" },
        { "users.search", "query=a&limit=51", "invalid_limit" },
        { "dnd.setSnooze", "", "missing_duration" },
        { "dnd.setSnooze", "num_minutes=0", "invalid_duration" },
        { "dnd.setSnooze", "num_minutes=-5", "invalid_duration" },
        { "dnd.setSnooze", "num_minutes=soon", "invalid_duration" },
        { "dnd.setSnooze", "num_minutes=43201", "too_long" },
        { "dnd.endSnooze", "", "snooze_not_active" },
        { "dnd.info", "user=U0000000000", "user_not_found" },
        { "dnd.teamInfo", "", "invalid_arguments" },
        { "dnd.teamInfo", "users={101}", "too_many_users" },
        { "dnd.teamInfo", "users=U0000000000", "user_not_found" },
        { "chat.getPermalink", "channel={c}", "invalid_arguments" },
        { "chat.getPermalink", "channel={c}&message_ts=1000000000.000000", "message_not_found" },
        { "chat.getPermalink", "channel={c}&message_ts=nonsense", "message_not_found" },
        { "chat.getPermalink", "channel={p}&message_ts={m}", "channel_not_found" },
        { "users.setPresence", "presence=asleep", "invalid_presence" },
        { "users.profile.set", "profile=nonsense", "invalid_profile" },
        { "users.lookupByEmail", "email=nobody@example.org", "users_not_found" },
        { "users.list", "cursor=nonsense", "invalid_cursor" },
        { "users.conversations", "user=U0000000000", "user_not_found" },
        { "reactions.add", "channel={c}&timestamp=1000000000.000000&name=tada", "message_not_found" },
        { "reactions.add", "channel={c}&timestamp={m}&name=not+an+emoji!", "invalid_name" },
        { "reactions.add", "channel={c}&timestamp=x&name=tada", "bad_timestamp|message_not_found" },
        { "reactions.add", "channel={c}&name=tada", "no_item_specified|bad_timestamp" },
        { "reactions.add", "channel={c}&timestamp={m}&name=wave", "already_reacted" },
        { "reactions.remove", "channel={c}&timestamp={m}&name=tada", "no_reaction" },
        { "search.messages", "", "no_query" },
        { "search.messages", "query=+-+!", "no_query" },
        { "search.messages", "query={long}", "invalid_arguments" },
        { "search.messages", "query=x&count=101", "invalid_arguments" },
        { "search.messages", "query=x&page=0", "invalid_arguments" },
        { "search.messages", "query=x&sort=nonsense", "invalid_arguments" },
        { "search.messages", "query=x&sort_dir=nonsense", "invalid_arguments" },
        { "chat.unfurl", "", "invalid_arguments" },
        { "chat.unfurlPreview", "", "invalid_arguments" },
        { "chat.unfurlPreview", "url=nonsense", "invalid_url" },
        { "chat.unfurlPreview", "url=ftp://files.example/x", "invalid_url" },
        { "chat.unfurlPreview", "url=http://127.0.0.1/", "unfurl_refused" },
        { "api.test", "error=my_error", "my_error" },
        { "chat.postMessage", "channel={c}&text=x&_bad=1", "invalid_arg_name" },
    };

    [Fact]
    public async Task Every_wrong_argument_has_its_code_and_changes_nothing()
    {
        var team = await server.NewTeamAsync("alice", "bob");
        var channel = await team.CreateChannelAsync("alice", "work", false, "bob");
        var archived = await team.CreateChannelAsync("alice", "past", false);
        await team.Api.Ok("conversations.archive", team["alice"].Token, ("channel", archived));
        var message = await team.PostAsync("bob", channel, "bob's");
        await team.Api.Ok("reactions.add", team["alice"].Token, ("channel", channel), ("timestamp", message), ("name", "wave"));
        var names = new Dictionary<string, string>
        {
            ["{c}"] = channel,
            ["{m}"] = message,
            ["{a}"] = archived,
            ["{g}"] = team.General,
            ["{p}"] = await team.CreateChannelAsync("bob", "bobs-secret", true),
            ["{o}"] = await team.CreateChannelAsync("bob", "bobs-open"),
            ["{self}"] = team["alice"].Id,
            ["{bob}"] = team["bob"].Id,
            ["{long}"] = new('x', 40_001),
            ["{c80}"] = new('c', 81),
            ["{201}"] = new('x', 201),
            ["{101}"] = string.Join(',', Enumerable.Range(0, 101).Select(i => $"U{i:0000000000}")),
        };
        var before = (await Model.Snapshot.TakeAsync(team, "bob")).State;
        List<string> wrong = [];
        foreach (var row in Refusals)
        {
            var (method, arguments, codes) = row.Data;
            var body = names.Aggregate(arguments, (text, name) => text.Replace(name.Key, name.Value, StringComparison.Ordinal));
            using var answer = await team.Api.Send(
                HttpMethod.Post, "api/" + method, new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded"), team["alice"].Token);
            var said = await SlackApi.ReadObject(answer, method);
            if (answer.StatusCode != HttpStatusCode.OK || !codes.Split('|').Contains(SlackApi.Text(said, "error")) || said["ok"]!.GetValue<bool>())
                wrong.Add($"{method} {arguments}: expected {codes}, got {(int)answer.StatusCode} {said.ToJsonString()[..Math.Min(300, said.ToJsonString().Length)]}");
        }
        Assert.Empty(wrong);
        Assert.Empty(Model.Differences.Between(before, (await Model.Snapshot.TakeAsync(team, "bob")).State));
    }

    [Fact]
    public async Task Every_way_to_send_arguments_and_token_is_understood()
    {
        var team = await server.NewTeamAsync("alice");
        var api = team.Api;
        var token = team["alice"].Token;
        await IsAlice(api.Send(HttpMethod.Get, "api/auth.test", bearer: token));
        await IsAlice(api.Send(HttpMethod.Get, "api/auth.test?token=" + token));
        await IsAlice(api.Send(HttpMethod.Post, "api/auth.test", Form("token=" + token)));
        await IsAlice(api.Send(HttpMethod.Post, "api/auth.test", bearer: token));
        await IsAlice(api.Send(HttpMethod.Post, "api/auth.test", Json("{}"), token));
        await IsAlice(api.Send(HttpMethod.Post, "api/auth.test", Json(""), token));
        await IsAlice(api.Send(HttpMethod.Post, "api/auth.test", new MultipartFormDataContent { { new StringContent(token), "token" } }));

        async Task IsAlice(Task<HttpResponseMessage> sent)
        {
            using var answer = await sent;
            Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
            var said = await SlackApi.ReadObject(answer, "auth.test");
            Assert.True(said["ok"]!.GetValue<bool>() && SlackApi.Text(said, "user_id") == team["alice"].Id, said.ToJsonString());
        }
    }

    [Fact]
    public async Task Every_method_refuses_a_missing_an_invented_and_a_revoked_token()
    {
        var team = await server.NewTeamAsync("alice");
        var revoked = team["alice"].Token;
        await team.Api.Admin(HttpMethod.Delete, $"admin/teams/{team.Id}/users/{team["alice"].Id}/tokens");
        var invented = $"xoxp-{team.Id}-{new string('A', 43)}";
        foreach (var method in WebMethods.WithToken)
        {
            await team.Api.Refused("not_authed", method, null);
            await team.Api.Refused("invalid_auth", method, "nonsense");
            await team.Api.Refused("invalid_auth", method, invented);
            await team.Api.Refused("token_revoked", method, revoked);
        }
    }

    [Theory]
    [InlineData("application/json", "{\"channel\":", "invalid_json")]
    [InlineData("application/json", "[1,2]", "json_not_object")]
    [InlineData("application/json; charset=ebcdic", "{}", "invalid_charset")]
    [InlineData("text/csv", "a,b", "invalid_post_type")]
    [InlineData("multipart/form-data", "no boundary", "invalid_form_data")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nnonsense", "invalid_form_data")]
    public async Task A_body_that_is_not_what_it_says_has_its_code(string type, string body, string code)
    {
        var team = await server.NewTeamAsync("alice");
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var answer = await team.Api.Send(HttpMethod.Post, "api/chat.postMessage", content, team["alice"].Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(code, SlackApi.Text(await SlackApi.ReadObject(answer, type), "error"));
    }

    [Fact]
    public async Task Text_that_is_not_UTF8_is_refused_and_not_stored()
    {
        var team = await server.NewTeamAsync("alice");
        var before = await team.HistoryAsync("alice", team.General);
        foreach (var (type, body) in new[]
        {
            ("application/x-www-form-urlencoded", (byte[])[.. Encoding.ASCII.GetBytes($"channel={team.General}&text="), 0xC3, 0x28]),
            ("application/x-www-form-urlencoded", Encoding.ASCII.GetBytes($"channel={team.General}&text=%C3%28")),
            ("application/json", [.. Encoding.ASCII.GetBytes($"{{\"channel\":\"{team.General}\",\"text\":\""), 0xC3, 0x28, (byte)'"', (byte)'}']),
            ("application/json", Encoding.ASCII.GetBytes($"{{\"channel\":\"{team.General}\",\"text\":\"\\ud83d\"}}")),
        })
        {
            using var content = new ByteArrayContent(body);
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            using var answer = await team.Api.Send(HttpMethod.Post, "api/chat.postMessage", content, team["alice"].Token);
            var said = await SlackApi.ReadObject(answer, type);
            Assert.False(said["ok"]!.GetValue<bool>(), said.ToJsonString());
            Assert.Contains(SlackApi.Text(said, "error"), new[] { "invalid_charset", "invalid_form_data", "invalid_json", "invalid_arguments" });
        }
        Assert.Equal(before.Count, (await team.HistoryAsync("alice", team.General)).Count);
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused()
    {
        var team = await server.NewTeamAsync("alice");
        using var answer = await team.Api.Send(
            HttpMethod.Post, "api/chat.postMessage", Form($"channel={team.General}&text={new string('x', 1024 * 1024)}"), team["alice"].Token);
        Assert.Equal("request_too_large", SlackApi.Text(await SlackApi.ReadObject(answer, "a large body"), "error"));
    }

    [Fact]
    public async Task The_same_client_msg_id_is_one_message_however_it_is_sent()
    {
        var team = await server.NewTeamAsync("alice", "bob");
        await using var bob = await RtmClient.ConnectAsync(team, "bob");
        await using var alice = await RtmClient.ConnectAsync(team, "alice");
        var first = SlackApi.Text(await alice.Post(team.General, "once", "same"), "ts");
        var answers = await Task.WhenAll(
            alice.Post(team.General, "once", "same"),
            team.Api.Ok("chat.postMessage", team["alice"].Token, ("channel", team.General), ("text", "once"), ("client_msg_id", "same")),
            alice.Post(team.General, "once", "same"),
            team.Api.Ok("chat.postMessage", team["alice"].Token, ("channel", team.General), ("text", "once"), ("client_msg_id", "same")));
        Assert.All(answers, a => Assert.Equal(first, SlackApi.Text(a, "ts")));
        var others = await team.Api.Ok("chat.postMessage", team["bob"].Token, ("channel", team.General), ("text", "mine"), ("client_msg_id", "same"));
        Assert.NotEqual(first, SlackApi.Text(others, "ts"));
        await bob.WaitUntil(await team.PostAsync("alice", team.General, "the end"));
        Assert.Single(bob.Frames, f => f.Text == "once");
        Assert.Single(await team.HistoryAsync("bob", team.General), m => SlackApi.Text(m, "text") == "once");
    }

    [Fact]
    public async Task Posts_with_one_client_msg_id_at_the_same_moment_are_one_message()
    {
        var team = await server.NewTeamAsync("alice");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            team.Api.Ok("chat.postMessage", team["alice"].Token, ("channel", team.General), ("text", "at once"), ("client_msg_id", "race"))));
        Assert.Single(answers.Select(a => SlackApi.Text(a, "ts")).Distinct());
        Assert.Single(await team.HistoryAsync("alice", team.General), m => SlackApi.Text(m, "text") == "at once");
    }

    [Theory]
    [InlineData("{", 400)]
    [InlineData("[]", 400)]
    [InlineData("{}", 400)]
    [InlineData("""{"name":"x","domain":"Not A Domain","admin":{"name":"a","email":"a@example.org","password":"long enough"}}""", 400)]
    [InlineData("""{"name":"x","domain":"fine-one","admin":{"name":"a","email":"nonsense","password":"long enough"}}""", 400)]
    [InlineData("""{"name":"x","domain":"fine-one","admin":{"name":"a","email":"a@example.org","password":"short"}}""", 400)]
    public async Task An_admin_request_that_is_wrong_is_answered_with_a_problem(string body, int status)
    {
        var api = await server.ApiAsync();
        using var answer = await api.Send(HttpMethod.Post, "admin/teams", Json(body), EmbeddedServer.OperatorKey);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("   at ", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Admin_is_closed_without_the_key_and_describes_itself()
    {
        var api = await server.ApiAsync();
        var team = await server.NewTeamAsync("alice");
        foreach (var key in new[] { null, "wrong", team["alice"].Token })
        {
            using var refused = await api.Send(HttpMethod.Get, "admin/teams", bearer: key);
            Assert.Contains(refused.StatusCode, new[] { HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden });
        }
        using var answer = await api.Send(HttpMethod.Get, "admin/openapi.json");
        var document = await SlackApi.ReadObject(answer, "openapi.json");
        Assert.StartsWith("3.", SlackApi.Text(document, "openapi"), StringComparison.Ordinal);
        Assert.True(document["paths"]!.AsObject().Count >= 4);
        using var taken = await api.Send(
            HttpMethod.Post,
            "admin/teams",
            Json(new JsonObject { ["name"] = "x", ["domain"] = team.Domain, ["admin"] = new JsonObject { ["name"] = "a", ["email"] = "b@example.org", ["password"] = "long enough" } }.ToJsonString()),
            EmbeddedServer.OperatorKey);
        Assert.Equal(HttpStatusCode.Conflict, taken.StatusCode);
    }

    [Fact]
    public async Task Signing_in_needs_the_right_team_person_and_password()
    {
        var team = await server.NewTeamAsync();
        Assert.True((await SignIn(team.Domain, "admin@example.org", TestTeam.AdminPassword))["ok"]!.GetValue<bool>());
        foreach (var (domain, email, password) in new[]
        {
            (team.Domain, "admin@example.org", "a wrong password"), (team.Domain, "nobody@example.org", TestTeam.AdminPassword), ("no-such-team", "admin@example.org", TestTeam.AdminPassword),
        })
            Assert.Equal("invalid_credentials", SlackApi.Text(await SignIn(domain, email, password), "error"));

        async Task<JsonObject> SignIn(string domain, string email, string password)
        {
            using var answer = await team.Api.Send(
                HttpMethod.Post, "api/signin", Json(new JsonObject { ["domain"] = domain, ["email"] = email, ["password"] = password }.ToJsonString()));
            return await SlackApi.ReadObject(answer, "signin");
        }
    }

    private static StringContent Form(string body) => new(body, Encoding.UTF8, "application/x-www-form-urlencoded");

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
