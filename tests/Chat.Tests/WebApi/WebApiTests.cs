using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Chat.Limits;
using Chat.Channels;
using Chat.Errors;
using Chat.Messages;
using Chat.Sessions;
using Chat.Teams;
using Chat.Users;
using Xunit;

namespace Chat.Tests.WebApi;

public sealed class WebApiTests(Edge edge) : IClassFixture<Edge>
{
    private static readonly ChannelId General = new("C0GENERAL");

    private static readonly Channel GeneralChannel = new(
        Edge.TeamId, General, ChannelKind.Public, "general", null, 1_700_000_000, ChannelText.Empty, ChannelText.Empty, false, true, [], [], 0);

    [Theory]
    [InlineData(null, ErrorCodes.NotAuthed)]
    [InlineData("nonsense", ErrorCodes.InvalidAuth)]
    [InlineData("xoxp-T0000001A-unknown00000000000000000000000000000000000000", ErrorCodes.InvalidAuth)]
    [InlineData(Edge.UnknownTeamToken, ErrorCodes.InvalidAuth)]
    [InlineData(Edge.RevokedToken, ErrorCodes.TokenRevoked)]
    public async Task Without_a_good_token_nothing_is_told(string? token, string code)
    {
        var (response, json) = await edge.Call("auth.test", token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(json.GetProperty("ok").GetBoolean());
        Assert.Equal(code, json.GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_token_of_a_team_that_does_not_exist_wakes_no_grain_of_it()
    {
        await edge.Call("auth.test", Edge.UnknownTeamToken);
        Assert.DoesNotContain(edge.Grains.Calls, call => call.Key == "T00000ZZZ");
    }

    [Fact]
    public async Task A_person_and_a_bot_learn_who_they_are()
    {
        var (response, ann) = await edge.Call("auth.test", Edge.AnnToken);
        Assert.Equal("U0ANN", ann.GetProperty("user_id").GetString());
        Assert.Equal("T0000001A", ann.GetProperty("team_id").GetString());
        Assert.Equal(edge.Http.BaseAddress!.ToString(), ann.GetProperty("url").GetString());
        Assert.False(ann.TryGetProperty("bot_id", out _));
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.True(response.Headers.Contains("X-OAuth-Scopes"));
        Assert.True(response.Headers.Contains("X-Accepted-OAuth-Scopes"));
        Assert.True(response.Headers.Contains("X-Slack-Req-Id"));
        var (_, bot) = await edge.Call("auth.test", Edge.BotToken);
        Assert.Equal("B0BOT", bot.GetProperty("bot_id").GetString());
    }

    [Fact]
    public async Task The_token_may_stand_in_the_query_of_a_get()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/auth.test?token={Edge.AnnToken}");
        var (_, json) = await edge.Send(request);
        Assert.True(json.GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task Json_with_an_empty_body_is_a_call_without_arguments()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth.test");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Edge.AnnToken);
        request.Content = new ByteArrayContent([]);
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json;charset=utf-8");
        var (_, json) = await edge.Send(request);
        Assert.True(json.GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task Api_test_echoes_and_needs_no_token()
    {
        var (_, json) = await edge.Call("api.test", null, ("foo", "bar"), ("error", "my_error"));
        Assert.False(json.GetProperty("ok").GetBoolean());
        Assert.Equal("my_error", json.GetProperty("error").GetString());
        Assert.Equal("bar", json.GetProperty("args").GetProperty("foo").GetString());
    }

    [Fact]
    public async Task An_unknown_method_is_named()
    {
        var (response, json) = await edge.Call("files.dance", Edge.AnnToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("unknown_method", json.GetProperty("error").GetString());
        Assert.Equal("files.dance", json.GetProperty("req_method").GetString());
    }

    [Fact]
    public async Task A_body_over_a_megabyte_is_too_large_with_and_without_a_length()
    {
        var body = new byte[1024 * 1024 + 1];
        foreach (var content in (HttpContent[])[new ByteArrayContent(body), new StreamContent(new Unsized(body))])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/api.test") { Content = content };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(RequestOf.Form);
            // The server ends a connection whose body it does not read to its end: no other test is to ask by it.
            request.Headers.ConnectionClose = true;
            var (response, json) = await edge.Send(request);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(ErrorCodes.RequestTooLarge, json.GetProperty("error").GetString());
        }
    }

    [Fact]
    public async Task A_message_is_posted_by_channel_name_and_answered_as_stored()
    {
        PostRequest? seen = null;
        edge.Grains.On<IChannelIndexGrain, ChannelId?>("FindByName", (_, arguments) => (string)arguments[0]! == "general" ? General : null);
        edge.Grains.On<IChannelGrain, PostResult>("Post", (key, arguments) =>
        {
            Assert.Equal("T0000001A/C0GENERAL", key);
            seen = (PostRequest)arguments[1]!;
            return new PostResult(Stored(seen.Text, (Caller)arguments[0]!), IsDuplicate: false);
        });
        var (_, json) = await edge.Call("chat.postMessage", Edge.AnnToken, ("channel", "#general"), ("text", "hi <b>"), ("client_msg_id", "id-1"));
        Assert.Equal("C0GENERAL", json.GetProperty("channel").GetString());
        Assert.Equal("1700000000.000100", json.GetProperty("ts").GetString());
        Assert.Equal("hi <b>", json.GetProperty("message").GetProperty("text").GetString());
        Assert.Equal("id-1", seen!.RetryKey);
        var (_, missing) = await edge.Call("chat.postMessage", Edge.AnnToken, ("channel", "nowhere"), ("text", "x"));
        Assert.Equal(ErrorCodes.ChannelNotFound, missing.GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_post_whose_outcome_is_unknown_is_sent_again_with_the_same_retry_key()
    {
        var keys = new List<string>();
        edge.Grains.On<IChannelGrain, PostResult>("Post", (_, arguments) =>
        {
            var request = (PostRequest)arguments[1]!;
            keys.Add(request.RetryKey);
            return keys.Count == 1 ? throw new WriterLostException() : new PostResult(Stored(request.Text, Edge.Ann), IsDuplicate: true);
        });
        var (_, json) = await edge.Call("chat.postMessage", Edge.AnnToken, ("channel", General.Value), ("text", "once"));
        Assert.True(json.GetProperty("ok").GetBoolean());
        Assert.True(json.GetProperty("is_duplicate").GetBoolean());
        Assert.Equal(2, keys.Count);
        Assert.Equal(keys[0], keys[1]);
    }

    [Fact]
    public async Task Joining_again_is_a_warning()
    {
        edge.Grains.On<IChannelGrain, bool>("Join", (_, _) => false);
        edge.Grains.On<IChannelGrain, ChannelView>("Get", (_, _) => new ChannelView(GeneralChannel, IsMember: true));
        var (_, json) = await edge.Call("conversations.join", Edge.AnnToken, ("channel", General.Value));
        Assert.True(json.GetProperty("ok").GetBoolean());
        Assert.Equal("already_in_channel", json.GetProperty("warning").GetString());
        Assert.Equal("already_in_channel", json.GetProperty("response_metadata").GetProperty("warnings")[0].GetString());
        Assert.Equal("general", json.GetProperty("channel").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Members_come_in_pages()
    {
        UserId[] all = [new("U01"), new("U02"), new("U03")];
        edge.Grains.On<IChannelGrain, UserId[]>("GetMembers", (_, arguments) =>
            [.. all.Where(user => arguments[1] is not UserId after || string.CompareOrdinal(user.Value, after.Value) > 0).Take((int)arguments[2]!)]);
        var (_, first) = await edge.Call("conversations.members", Edge.AnnToken, ("channel", General.Value), ("limit", "2"));
        Assert.Equal(2, first.GetProperty("members").GetArrayLength());
        var cursor = first.GetProperty("response_metadata").GetProperty("next_cursor").GetString()!;
        var (_, second) = await edge.Call("conversations.members", Edge.AnnToken, ("channel", General.Value), ("limit", "2"), ("cursor", cursor));
        Assert.Equal("U03", Assert.Single(second.GetProperty("members").EnumerateArray()).GetString());
        Assert.Equal("", second.GetProperty("response_metadata").GetProperty("next_cursor").GetString());
    }

    [Fact]
    public async Task An_invitation_tells_who_could_not_come()
    {
        edge.Grains.On<IChannelGrain, ChannelView>("Get", (_, _) => new ChannelView(GeneralChannel, IsMember: true));
        edge.Grains.On<IChannelGrain, InviteFailure[]>("Invite", (_, _) => [new InviteFailure(new UserId("U02"), ErrorCodes.AlreadyInChannel)]);
        var (_, some) = await edge.Call("conversations.invite", Edge.AnnToken, ("channel", General.Value), ("users", "U01,U02"));
        Assert.True(some.GetProperty("ok").GetBoolean());
        Assert.Equal("U02", some.GetProperty("errors")[0].GetProperty("user").GetString());
        var (_, none) = await edge.Call("conversations.invite", Edge.AnnToken, ("channel", General.Value), ("users", "U02"));
        Assert.Equal(ErrorCodes.AlreadyInChannel, none.GetProperty("error").GetString());
        Assert.Equal(1, none.GetProperty("errors").GetArrayLength());
    }

    [Fact]
    public async Task Connecting_answers_a_socket_of_this_host()
    {
        AnswerTickets();
        var (_, json) = await edge.Call("rtm.connect", Edge.AnnToken);
        var authority = edge.Http.BaseAddress!.Authority;
        Assert.Equal($"ws://{authority}/rtm/ticket-1?offset=T0000001A-3-1700000000.000100", json.GetProperty("url").GetString());
        Assert.Equal("U0ANN", json.GetProperty("self").GetProperty("id").GetString());
        Assert.Equal("example", json.GetProperty("team").GetProperty("domain").GetString());
    }

    [Fact]
    public async Task The_snapshot_is_read_after_its_offset_and_holds_each_channel_once()
    {
        AnswerTickets();
        var mine = new ChannelView(GeneralChannel, IsMember: true, IsOpen: false, Ts.Parse("1700000000.000050"), Stored("last", Edge.Ann), Unread: 1);
        var other = new ChannelView(GeneralChannel with { Id = new ChannelId("C0OTHER"), Name = "other" }, IsMember: false);
        var user = new User(Edge.TeamId, Edge.Ann.User, "ann", false, false, false, false, null, new UserProfile(), 1, 1, ManualAway: false);
        edge.Grains.On<IUserGrain, User>("Get", (_, _) => user);
        edge.Grains.On<IUserGrain, ChannelView[]>("GetChannels", (_, _) => [mine]);
        edge.Grains.On<IUserGrain, Dictionary<string, string>>("GetPreferences", (_, _) => new() { ["theme"] = "dark" });
        edge.Grains.On<IRosterGrain, User[]>("List", (_, _) => [user]);
        edge.Grains.On<IChannelIndexGrain, ChannelView[]>("ListPublic", (_, _) => [mine with { IsMember = false, LastRead = null, Latest = null, Unread = null }, other]);
        edge.Grains.Calls.Clear();
        var (_, json) = await edge.Call("rtm.start", Edge.AnnToken, ("simple_latest", "1"));
        var verbs = edge.Grains.Calls.Select(call => call.Verb).ToList();
        Assert.All(["GetChannels", "List", "ListPublic"], verb => Assert.True(verbs.IndexOf("OpenTicket") < verbs.IndexOf(verb)));
        var channels = json.GetProperty("channels").EnumerateArray().ToArray();
        Assert.Equal(["C0GENERAL", "C0OTHER"], channels.Select(channel => channel.GetProperty("id").GetString()!));
        Assert.Equal("1700000000.000100", channels[0].GetProperty("latest").GetString());
        Assert.Equal(1, channels[0].GetProperty("unread_count").GetInt32());
        Assert.False(channels[1].GetProperty("is_member").GetBoolean());
        Assert.Equal("dark", json.GetProperty("self").GetProperty("prefs").GetProperty("theme").GetString());
        var (_, light) = await edge.Call("rtm.start", Edge.AnnToken, ("no_unreads", "true"));
        Assert.False(light.GetProperty("channels")[0].TryGetProperty("unread_count", out _));
    }

    [Fact]
    public async Task A_long_text_may_stand_in_the_address_of_a_get()
    {
        var text = new string('x', 20_000);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/api.test?text={text}");
        var (_, json) = await edge.Send(request);
        Assert.Equal(text, json.GetProperty("args").GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_fault_tells_its_code_alone()
    {
        edge.Grains.On<IChannelGrain, HistoryPage>("GetHistory", (_, _) => throw new InvalidOperationException("SELECT secret"));
        var (response, json) = await edge.Call("conversations.history", Edge.AnnToken, ("channel", General.Value));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""{"ok":false,"error":"internal_error"}""", json.GetRawText());
    }

    [Fact]
    public async Task Signing_in_gives_a_token_and_tells_no_reason_when_it_does_not()
    {
        await using var passwords = new Chat.SignIn.PasswordHasher(
            Microsoft.Extensions.Options.Options.Create(new Chat.SignIn.SignInOptions { WorkFactor = 4 }), Telemetry.Figures.Of<LimitMetrics>());
        var hash = await passwords.Hash("correct horse", TestContext.Current.CancellationToken);
        var user = new User(Edge.TeamId, Edge.Ann.User, "ann", false, false, false, false, null, new UserProfile(), 1, 1, ManualAway: false);
        edge.Grains.On<IRosterGrain, Credential?>(
            "FindCredential", (_, arguments) => (string)arguments[0]! == "ann@example.org" ? new Credential(user.Id, hash) : null);
        edge.Grains.On<IRosterGrain, IssuedToken>("IssueToken", (_, _) => new IssuedToken(user, "xoxp-new", "key"));
        var good = await SignIn("example", "ann@example.org", "correct horse");
        Assert.Equal("xoxp-new", good.GetProperty("token").GetString());
        Assert.Equal("example", good.GetProperty("team").GetProperty("domain").GetString());
        JsonElement[] wrong =
        [
            await SignIn("example", "ann@example.org", "wrong"),
            await SignIn("example", "bob@example.org", "correct horse"),
            await SignIn("other", "ann@example.org", "correct horse"),
        ];
        const string refusal = """{"ok":false,"error":"invalid_credentials"}""";
        Assert.All(wrong, json => Assert.Equal(refusal, json.GetRawText()));
    }

    private async Task<JsonElement> SignIn(string domain, string email, string password)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/signin");
        var body = JsonSerializer.Serialize(new Dictionary<string, string> { ["domain"] = domain, ["email"] = email, ["password"] = password });
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        var (_, json) = await edge.Send(request);
        return json;
    }

    private void AnswerTickets()
    {
        var present = new Position(Edge.TeamId, 3, Ts.Parse("1700000000.000100"));
        edge.Grains.On<ITeamGrain, SocketTicket>("OpenTicket", (_, _) => new SocketTicket("ticket-1", present, new ContentVersions(present, present)));
    }

    private static Message Stored(string text, Caller author) =>
        new() { Team = Edge.TeamId, Channel = General, User = author.User, BotId = author.BotId, Text = text, Ts = Ts.Parse("1700000000.000100") };

    /// <summary>A body whose length is not known beforehand: sent in chunks.</summary>
    private sealed class Unsized(byte[] body) : MemoryStream(body)
    {
        public override bool CanSeek => false;
    }
}
