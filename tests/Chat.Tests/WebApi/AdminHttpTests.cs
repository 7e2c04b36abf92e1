using System.Net;
using System.Text.Json;
using Chat.Admin;
using Chat.Errors;
using Chat.Sharding;
using Chat.Teams;
using Chat.Users;
using Xunit;

namespace Chat.Tests.WebApi;

public sealed class AdminHttpTests(Edge edge) : IClassFixture<Edge>
{
    private const string NewTeam = """{"name":"Example","domain":"example","admin":{"name":"ann","email":"ann@example.org","password":"correct horse"}}""";

    private static readonly User Ann = new(
        Edge.TeamId, Edge.Ann.User, "ann", false, false, false, false, null, new UserProfile { RealName = "Ann", Email = "ann@example.org" }, 1, 1, false);

    [Fact]
    public async Task The_operator_creates_a_team()
    {
        NewTeam? seen = null;
        edge.Grains.On<ITeamDirectoryGrain, CreatedTeam>("Create", (_, arguments) =>
        {
            seen = (NewTeam)arguments[0]!;
            return new CreatedTeam(Edge.Team, new UserId("U0ANN"), "xoxp-secret");
        });
        var (response, json) = await edge.CallAdmin(HttpMethod.Post, "/teams", Edge.OperatorKey, NewTeam);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("T0000001A", json.GetProperty("team").GetProperty("id").GetString());
        Assert.Equal("U0ANN", json.GetProperty("user").GetProperty("id").GetString());
        Assert.Equal("xoxp-secret", json.GetProperty("token").GetString());
        Assert.StartsWith("$2", seen!.PasswordHash, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_domain_that_is_taken_is_a_conflict()
    {
        edge.Grains.On<ITeamDirectoryGrain, CreatedTeam>("Create", (_, _) => throw new ChatException(ErrorCodes.DomainTaken));
        await Refused(HttpMethod.Post, "/teams", Edge.OperatorKey, NewTeam, HttpStatusCode.Conflict, ErrorCodes.DomainTaken);
    }

    [Fact]
    public Task Without_credentials_nothing_opens() => Refused(HttpMethod.Get, "/teams", null, null, HttpStatusCode.Unauthorized, ErrorCodes.NotAuthed);

    [Fact]
    public Task A_wrong_key_opens_nothing() => Refused(HttpMethod.Get, "/teams", "wrong", null, HttpStatusCode.Unauthorized, ErrorCodes.InvalidAuth);

    [Fact]
    public Task A_revoked_token_opens_nothing() =>
        Refused(HttpMethod.Get, "/teams/T0000001A", Edge.RevokedToken, null, HttpStatusCode.Unauthorized, ErrorCodes.TokenRevoked);

    [Fact]
    public Task Who_is_no_admin_is_refused() =>
        Refused(HttpMethod.Get, "/teams/T0000001A", Edge.AnnToken, null, HttpStatusCode.Forbidden, ErrorCodes.NotAuthorized);

    [Fact]
    public async Task A_teams_admin_has_its_own_team_and_no_other()
    {
        var (response, json) = await edge.CallAdmin(HttpMethod.Get, "/teams/T0000001A", Edge.AdminToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("example", json.GetProperty("team").GetProperty("domain").GetString());
        await Refused(HttpMethod.Get, "/teams/T0000002B", Edge.AdminToken, null, HttpStatusCode.NotFound, ErrorCodes.TeamNotFound);
        await Refused(HttpMethod.Get, "/teams", Edge.AdminToken, null, HttpStatusCode.Forbidden, ErrorCodes.NotAuthorized);
        await Refused(HttpMethod.Post, "/teams", Edge.AdminToken, NewTeam, HttpStatusCode.Forbidden, ErrorCodes.NotAuthorized);
    }

    [Theory]
    [InlineData("/teams/nonsense")]
    [InlineData("/teams/T0000002B")]
    [InlineData("/teams/T0000002B/users")]
    public Task A_team_that_is_not_there_is_not_found(string path) =>
        Refused(HttpMethod.Get, path, Edge.OperatorKey, null, HttpStatusCode.NotFound, ErrorCodes.TeamNotFound);

    [Theory]
    [InlineData("{", ErrorCodes.InvalidJson)]
    [InlineData("[]", ErrorCodes.InvalidJson)]
    [InlineData("null", ErrorCodes.InvalidJson)]
    [InlineData("""{"name":5}""", ErrorCodes.InvalidJson)]
    [InlineData("{}", ErrorCodes.InvalidArguments)]
    public Task A_body_that_makes_no_sense_is_a_bad_request(string body, string code) =>
        Refused(HttpMethod.Post, "/teams", Edge.OperatorKey, body, HttpStatusCode.BadRequest, code);

    [Fact]
    public async Task Every_wrong_field_is_named()
    {
        var (_, json) = await edge.CallAdmin(HttpMethod.Post, "/teams", Edge.OperatorKey, """{"name":"x","domain":"NO","admin":{"name":"ann"}}""");
        var fields = json.GetProperty("errors").EnumerateObject().Select(field => field.Name).Order();
        Assert.Equal(["admin.email", "admin.password", "domain"], fields);
    }

    [Fact]
    public async Task Teams_come_in_pages()
    {
        var next = Edge.Team with { Id = TeamId.Parse("T0000002B") };
        edge.Grains.On<ITeamDirectoryGrain, Team[]>("List", (_, arguments) => arguments[0] is null ? [Edge.Team, next] : [next]);
        var (_, first) = await edge.CallAdmin(HttpMethod.Get, "/teams?limit=1", Edge.OperatorKey);
        Assert.Equal("T0000001A", Assert.Single(first.GetProperty("teams").EnumerateArray()).GetProperty("id").GetString());
        var cursor = Uri.EscapeDataString(first.GetProperty("next_cursor").GetString()!);
        var (_, second) = await edge.CallAdmin(HttpMethod.Get, $"/teams?limit=1&cursor={cursor}", Edge.OperatorKey);
        Assert.Equal("T0000002B", Assert.Single(second.GetProperty("teams").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal("", second.GetProperty("next_cursor").GetString());
        await Refused(HttpMethod.Get, "/teams?limit=none", Edge.OperatorKey, null, HttpStatusCode.BadRequest, ErrorCodes.InvalidLimit);
        await Refused(HttpMethod.Get, "/teams?cursor=none", Edge.OperatorKey, null, HttpStatusCode.BadRequest, ErrorCodes.InvalidCursor);
    }

    [Fact]
    public async Task Users_are_added_listed_and_deactivated()
    {
        edge.Grains.On<IRosterGrain, IssuedToken>("Create", (_, _) => new IssuedToken(Ann, "xoxp-new", "key"));
        edge.Grains.On<IRosterGrain, User[]>("List", (_, _) => [Ann]);
        edge.Grains.On<IRosterGrain, bool>("DeactivateByAdmin", (_, _) => true);
        edge.Grains.On<IRosterGrain, UserId[]>("FindUnclaimed", (_, _) => []);
        edge.Grains.On<IUserGrain, User>("Get", (_, _) => Ann with { Deleted = true });
        var (created, user) = await edge.CallAdmin(
            HttpMethod.Post, "/teams/T0000001A/users", Edge.AdminToken, """{"name":"ann","email":"ann@example.org","is_bot":false}""");
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("xoxp-new", user.GetProperty("token").GetString());
        Assert.Equal("ann@example.org", user.GetProperty("user").GetProperty("email").GetString());
        var (_, list) = await edge.CallAdmin(HttpMethod.Get, "/teams/T0000001A/users?limit=5", Edge.AdminToken);
        Assert.Equal("U0ANN", list.GetProperty("users")[0].GetProperty("id").GetString());
        Assert.Equal("", list.GetProperty("next_cursor").GetString());
        var (gone, after) = await edge.CallAdmin(HttpMethod.Post, "/teams/T0000001A/users/U0ANN/deactivate", Edge.AdminToken);
        Assert.Equal(HttpStatusCode.OK, gone.StatusCode);
        Assert.True(after.GetProperty("user").GetProperty("deleted").GetBoolean());
        await Refused(
            HttpMethod.Delete, "/teams/T0000001A/users/U0ADMIN", Edge.AdminToken, null, HttpStatusCode.Conflict, ErrorCodes.CantDeactivateSelf);
    }

    [Fact]
    public async Task Whom_an_import_brought_is_told_apart_in_lists_and_alone()
    {
        var asked = new List<UserId[]>();
        User cat = Ann with { Id = new("U0CAT") }, bot = Ann with { Id = new("U0BOT"), IsBot = true };
        edge.Grains.On<IRosterGrain, User[]>("List", (_, _) => [Ann, bot, cat]);
        edge.Grains.On<IUserGrain, User>("Get", (_, _) => cat);
        edge.Grains.On<IRosterGrain, UserId[]>("FindUnclaimed", (_, arguments) =>
        {
            asked.Add((UserId[])arguments[0]!);
            return [cat.Id];
        });
        var (_, list) = await edge.CallAdmin(HttpMethod.Get, "/teams/T0000001A/users", Edge.AdminToken);
        Assert.Equal([false, false, true], list.GetProperty("users").EnumerateArray().Select(user => user.GetProperty("unclaimed").GetBoolean()));
        Assert.Equal([Ann.Id, cat.Id], Assert.Single(asked));
        var (_, one) = await edge.CallAdmin(HttpMethod.Get, "/teams/T0000001A/users/U0CAT", Edge.AdminToken);
        Assert.True(one.GetProperty("user").GetProperty("unclaimed").GetBoolean());
    }

    [Fact]
    public async Task Roles_are_changed_by_admins_and_the_operator_and_each_is_told_apart()
    {
        var seen = new List<(bool IsAdmin, bool ByOperator)>();
        edge.Grains.On<IRosterGrain, User>("SetAdmin", (_, arguments) =>
        {
            seen.Add(((bool)arguments[1]!, (bool)arguments[2]!));
            return seen[^1].IsAdmin || seen[^1].ByOperator ? Ann with { IsAdmin = seen[^1].IsAdmin } : throw new ChatException(ErrorCodes.CantRemoveLastAdmin);
        });
        edge.Grains.On<IRosterGrain, bool>("DeactivateByAdmin", (_, _) => throw new ChatException(ErrorCodes.CantRemoveLastAdmin));
        edge.Grains.On<IRosterGrain, User>("Reactivate", (_, _) => Ann);
        edge.Grains.On<IRosterGrain, UserId[]>("FindUnclaimed", (_, _) => []);
        const string ann = "/teams/T0000001A/users/U0ANN";
        var (_, made) = await edge.CallAdmin(HttpMethod.Patch, ann, Edge.AdminToken, """{"is_admin":true}""");
        Assert.True(made.GetProperty("user").GetProperty("is_admin").GetBoolean());
        await Refused(HttpMethod.Patch, ann, Edge.AdminToken, """{"is_admin":false}""", HttpStatusCode.Conflict, ErrorCodes.CantRemoveLastAdmin);
        var (_, demoted) = await edge.CallAdmin(HttpMethod.Patch, ann, Edge.OperatorKey, """{"is_admin":false}""");
        Assert.False(demoted.GetProperty("user").GetProperty("is_admin").GetBoolean());
        Assert.Equal([(true, false), (false, false), (false, true)], seen);
        await Refused(HttpMethod.Delete, ann, Edge.AdminToken, null, HttpStatusCode.Conflict, ErrorCodes.CantRemoveLastAdmin);
        var (_, back) = await edge.CallAdmin(HttpMethod.Post, ann + "/reactivate", Edge.AdminToken);
        Assert.False(back.GetProperty("user").GetProperty("deleted").GetBoolean());
        await Refused(HttpMethod.Patch, ann, Edge.AdminToken, "{}", HttpStatusCode.BadRequest, ErrorCodes.InvalidArguments);
        foreach (var (verb, path) in new[] { (HttpMethod.Patch, ann), (HttpMethod.Post, ann + "/reactivate"), (HttpMethod.Post, "/teams/T0000001A/invitations") })
        {
            await Refused(verb, path, Edge.AnnToken, """{"is_admin":true}""", HttpStatusCode.Forbidden, ErrorCodes.NotAuthorized);
            await Refused(verb, path.Replace("T0000001A", "T0000002B", StringComparison.Ordinal), Edge.AdminToken, "{}", HttpStatusCode.NotFound, ErrorCodes.TeamNotFound);
        }
    }

    [Fact]
    public async Task An_invitation_is_an_address_of_this_server()
    {
        edge.Grains.On<IInvitationGrain, Invitation>("Invite", (key, arguments) => (string)arguments[0]! == "zoe@example.org"
            ? new Invitation($"{key}.code", "zoe@example.org", (string)arguments[1]!, 1_700_000_000, IsAdmin: (string)arguments[1]! == "Zoë")
            : throw new ChatException(ErrorCodes.EmailTaken));
        const string invitations = "/teams/T0000001A/invitations";
        var (response, json) = await edge.CallAdmin(HttpMethod.Post, invitations, Edge.AdminToken, """{"email":" zoe@example.org ","name":"Zoë"}""");
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var invitation = json.GetProperty("invitation");
        Assert.Equal($"{edge.Http.BaseAddress}join/T0000001A.code", invitation.GetProperty("url").GetString());
        Assert.Equal(("zoe@example.org", 1_700_000_000), (invitation.GetProperty("email").GetString(), invitation.GetProperty("expires").GetInt64()));
        Assert.True(invitation.GetProperty("is_admin").GetBoolean());
        await Refused(HttpMethod.Post, invitations, Edge.AdminToken, """{"email":"ann@example.org"}""", HttpStatusCode.Conflict, ErrorCodes.EmailTaken);
        foreach (var body in new[] { "{}", """{"email":"nonsense"}""", $$"""{"email":"zoe@example.org","name":"{{new string('x', 81)}}"}""" })
            await Refused(HttpMethod.Post, invitations, Edge.AdminToken, body, HttpStatusCode.BadRequest, ErrorCodes.InvalidArguments);
    }

    [Fact]
    public async Task Tokens_are_issued_listed_by_key_and_revoked()
    {
        edge.Grains.On<IRosterGrain, IssuedToken>("IssueToken", (_, _) => new IssuedToken(Ann, "xoxp-second", "key2"));
        edge.Grains.On<IRosterGrain, TokenInfo[]>("ListTokens", (_, _) => [new TokenInfo("key2", 1, false)]);
        edge.Grains.On<IRosterGrain, int>("RevokeTokens", (_, arguments) => arguments[1] switch
        {
            "key2" => 1,
            null => 2,
            _ => throw new ChatException(ErrorCodes.TokenNotFound),
        });
        const string tokens = "/teams/T0000001A/users/U0ANN/tokens";
        var (issued, token) = await edge.CallAdmin(HttpMethod.Post, tokens, Edge.OperatorKey);
        Assert.Equal(HttpStatusCode.Created, issued.StatusCode);
        Assert.Equal("xoxp-second", token.GetProperty("token").GetString());
        var (_, list) = await edge.CallAdmin(HttpMethod.Get, tokens, Edge.OperatorKey);
        Assert.Equal("""{"tokens":[{"key":"key2","created":1,"revoked":false}]}""", list.GetRawText());
        var (_, one) = await edge.CallAdmin(HttpMethod.Delete, tokens + "/key2", Edge.OperatorKey);
        Assert.Equal(1, one.GetProperty("revoked").GetInt32());
        var (_, all) = await edge.CallAdmin(HttpMethod.Delete, tokens, Edge.OperatorKey);
        Assert.Equal(2, all.GetProperty("revoked").GetInt32());
        await Refused(HttpMethod.Delete, tokens + "/nope", Edge.OperatorKey, null, HttpStatusCode.NotFound, ErrorCodes.TokenNotFound);
    }

    [Theory]
    [InlineData("GET", "/nowhere", HttpStatusCode.NotFound, "not_found")]
    [InlineData("PUT", "/teams", HttpStatusCode.MethodNotAllowed, "method_not_allowed")]
    public Task What_routing_refuses_is_a_problem_too(string verb, string path, HttpStatusCode status, string code) =>
        Refused(new HttpMethod(verb), path, Edge.OperatorKey, null, status, code);

    [Fact]
    public async Task The_operators_own_header_opens_as_well()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/admin/teams");
        request.Headers.Add(OperatorKey.Header, Edge.OperatorKey);
        var (response, json) = await edge.Send(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("example", json.GetProperty("teams")[0].GetProperty("domain").GetString());
    }

    [Fact]
    public async Task The_operator_sees_the_shards_and_where_a_team_lives()
    {
        edge.Grains.On<IShardDirectoryGrain, ShardsOverview>("List", (_, _) => new ShardsOverview(
            [
                new("s1", "active", 1, "synced", 7, new("A", 3), new("B", 2), new(1_000, 65_536), new(1.23456, 100.4)),
                new("s2", null, null, "single", 0, new("A", null), new("A", null), null, new(0, 0)),
            ],
            IsDirectoryAway: true, SilentSilos: 1));
        edge.Grains.On<IShardDirectoryGrain, TeamPlacementOverview>("Find", (_, arguments) => new TeamPlacementOverview(
            (TeamId)arguments[0]!, "s1", "B", 5, "active", [new("messages", 12, 3_000), new("events", null, null)], new(0.5, 64), false, 0));
        var (_, all) = await edge.CallAdmin(HttpMethod.Get, "/shards", Edge.OperatorKey);
        Assert.Equal(("away", 1), (all.GetProperty("directory").GetString(), all.GetProperty("silent_silos").GetInt32()));
        var first = all.GetProperty("shards")[0];
        Assert.Equal(("active", "synced", 5), (first.GetProperty("state").GetString(), first.GetProperty("sync_state").GetString(), first.GetProperty("teams").GetInt64()));
        Assert.Equal(("A", 3), (first.GetProperty("even").GetProperty("side").GetString(), first.GetProperty("even").GetProperty("teams").GetInt64()));
        Assert.Equal((1_000, 65_536), (first.GetProperty("estimated_rows").GetInt64(), first.GetProperty("estimated_bytes").GetInt64()));
        Assert.Equal(1.235, first.GetProperty("write_rate").GetProperty("changes_per_second").GetDouble());
        Assert.False(all.GetProperty("shards")[1].TryGetProperty("teams", out _));
        var (_, team) = await edge.CallAdmin(HttpMethod.Get, "/teams/T0000001A/shard", Edge.OperatorKey);
        Assert.Equal(("s1", "B", 5), (team.GetProperty("shard").GetString(), team.GetProperty("side").GetString(), team.GetProperty("owner_epoch").GetInt64()));
        Assert.Equal(12, team.GetProperty("tables")[0].GetProperty("rows").GetInt64());
        Assert.False(team.GetProperty("tables")[1].TryGetProperty("rows", out _));
        foreach (var path in new[] { "/shards", "/teams/T0000001A/shard" })
            await Refused(HttpMethod.Get, path, Edge.AdminToken, null, HttpStatusCode.Forbidden, ErrorCodes.NotAuthorized);
    }

    [Fact]
    public async Task The_operator_changes_drains_and_removes_a_shard()
    {
        static ShardOverview Shard(string state, long teams, long leaving) =>
            new("s1", state, 3, "single", 0, new("A", teams), new("A", 0), null, new(0, 0), leaving, 0);
        (string? State, int? Weight) seen = default;
        edge.Grains.On<IShardDirectoryGrain, ShardOverview>("Change", (_, arguments) =>
        {
            seen = ((string?)arguments[1], (int?)arguments[2]);
            return (string)arguments[0]! == "s1" ? Shard("draining", 2, 1) : throw new ChatException(ErrorCodes.NoOtherShard);
        });
        edge.Grains.On<IShardDirectoryGrain, ShardOverview>(
            "Remove", (_, arguments) => (string)arguments[0]! == "s1" ? Shard("removed", 0, 0) : throw new ChatException(ErrorCodes.ShardNotEmpty));
        var (response, changed) = await edge.CallAdmin(HttpMethod.Patch, "/shards/s1", Edge.OperatorKey, """{"state":"draining","weight":3}""");
        Assert.Equal((HttpStatusCode.OK, "draining", 3), (response.StatusCode, seen.State, seen.Weight));
        var shard = changed.GetProperty("shard");
        Assert.Equal("""{"teams_left":2,"moves":1}""", shard.GetProperty("draining").GetRawText());
        Assert.False(shard.GetProperty("drained").GetBoolean());
        var (_, removed) = await edge.CallAdmin(HttpMethod.Delete, "/shards/s1", Edge.OperatorKey);
        Assert.True(removed.GetProperty("shard").GetProperty("drained").GetBoolean());
        Assert.False(removed.GetProperty("shard").TryGetProperty("draining", out _));
        await Refused(HttpMethod.Patch, "/shards/s2", Edge.OperatorKey, """{"state":"draining"}""", HttpStatusCode.Conflict, ErrorCodes.NoOtherShard);
        await Refused(HttpMethod.Delete, "/shards/s2", Edge.OperatorKey, null, HttpStatusCode.Conflict, ErrorCodes.ShardNotEmpty);
        foreach (var body in new[] { "{}", """{"state":"removed"}""", """{"weight":0}""", """{"weight":1001}""" })
            await Refused(HttpMethod.Patch, "/shards/s1", Edge.OperatorKey, body, HttpStatusCode.BadRequest, ErrorCodes.InvalidArguments);
        await Refused(HttpMethod.Patch, "/shards/s1", Edge.AdminToken, """{"state":"full"}""", HttpStatusCode.Forbidden, ErrorCodes.NotAuthorized);
        await Refused(HttpMethod.Delete, "/shards/s1", Edge.AdminToken, null, HttpStatusCode.Forbidden, ErrorCodes.NotAuthorized);
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("{}", "")]
    [InlineData("""{"shard":"s2"}""", "s2")]
    [InlineData("""{"shard":["s2","s3"]}""", "s2,s3")]
    public async Task The_operator_splits_a_shard_to_whichever_others(string? body, string targets)
    {
        var asked = "";
        edge.Grains.On<IShardBalancerGrain, MoveStatus[]>("Split", (_, arguments) =>
        {
            asked = string.Join(',', (string[])arguments[1]!);
            return [new(Edge.TeamId, "s1", "s2", "queued", 0, 0, 0, null, null, 5_000, null)];
        });
        var (response, json) = await edge.CallAdmin(HttpMethod.Post, "/shards/s1/split", Edge.OperatorKey, body);
        Assert.Equal((HttpStatusCode.Accepted, targets), (response.StatusCode, asked));
        Assert.Equal("T0000001A", json.GetProperty("teams")[0].GetString());
        Assert.Equal("queued", json.GetProperty("jobs")[0].GetProperty("state").GetString());
        await Refused(HttpMethod.Post, "/shards/s1/split", Edge.OperatorKey, """{"shard":5}""", HttpStatusCode.BadRequest, ErrorCodes.InvalidArguments);
        await Refused(HttpMethod.Post, "/shards/s1/split", Edge.OperatorKey, """{"shard":[""]}""", HttpStatusCode.BadRequest, ErrorCodes.InvalidArguments);
        await Refused(HttpMethod.Post, "/shards/s1/split", Edge.AdminToken, null, HttpStatusCode.Forbidden, ErrorCodes.NotAuthorized);
    }

    [Fact]
    public async Task Proposals_are_shown_or_why_there_are_none()
    {
        edge.Grains.On<IShardBalancerGrain, BalanceReport>("GetReport", (_, _) => new BalanceReport("propose", 5_000, null,
            [new("s1", 130.12345, 100, 4_096, null, 61.23, [new(Edge.TeamId, "s2", 40)], null), new("s3", 200, 100, null, null, 70, [], "a reason")]));
        var (_, json) = await edge.CallAdmin(HttpMethod.Get, "/shards/proposals", Edge.OperatorKey);
        Assert.Equal(
            """{"automatic":"propose","proposals":[{"shard":"s1","changes_per_second":130.123,"hot_changes_per_second":100,"hot_for_seconds":61.2,"moves":[{"team":"T0000001A","to":"s2","changes_per_second":40}],"estimated_bytes":4096},{"shard":"s3","changes_per_second":200,"hot_changes_per_second":100,"hot_for_seconds":70,"moves":[],"reason":"a reason"}],"looked":5}""",
            json.GetRawText());
        await Refused(HttpMethod.Get, "/shards/proposals", Edge.AdminToken, null, HttpStatusCode.Forbidden, ErrorCodes.NotAuthorized);
    }

    [Fact]
    public async Task The_document_describes_every_endpoint_its_bodies_and_how_to_authenticate()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/admin/openapi.json");
        var (response, json) = await edge.Send(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var paths = json.GetProperty("paths").EnumerateObject().Select(path => path.Name).Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "/admin/audit", "/admin/jobs", "/admin/jobs/{job}", "/admin/jobs/{job}/events", "/admin/jobs/{job}/file", "/admin/jobs/{job}/rerun",
                "/admin/moves", "/admin/shards", "/admin/shards/proposals", "/admin/shards/{shard}", "/admin/shards/{shard}/compare", "/admin/shards/{shard}/pair", "/admin/shards/{shard}/pair/failback", "/admin/shards/{shard}/pair/rejoin",
                "/admin/shards/{shard}/pair/takeover", "/admin/shards/{shard}/split", "/admin/teams", "/admin/teams/{team}", "/admin/teams/{team}/audit", "/admin/teams/{team}/exports", "/admin/teams/{team}/imports", "/admin/teams/{team}/invitations",
                "/admin/teams/{team}/move", "/admin/teams/{team}/previews", "/admin/teams/{team}/retention", "/admin/teams/{team}/shard", "/admin/teams/{team}/users", "/admin/teams/{team}/users/{user}",
                "/admin/teams/{team}/users/{user}/deactivate", "/admin/teams/{team}/users/{user}/reactivate", "/admin/teams/{team}/users/{user}/tokens",
                "/admin/teams/{team}/users/{user}/tokens/{key}",
            ],
            paths);
        var schemas = json.GetProperty("components").GetProperty("schemas");
        Assert.True(schemas.GetProperty("NewUserBody").GetProperty("properties").TryGetProperty("is_bot", out _));
        var required = schemas.GetProperty("NewUserBody").GetProperty("required").EnumerateArray().Select(name => name.GetString());
        Assert.Equal(["name"], required);
        Assert.Equal("integer", schemas.GetProperty("ProblemBody").GetProperty("properties").GetProperty("status").GetProperty("type").GetString());
        Assert.True(json.GetProperty("components").GetProperty("securitySchemes").TryGetProperty("bearer", out _));
        var create = json.GetProperty("paths").GetProperty("/admin/teams").GetProperty("post");
        Assert.Contains("NewTeamBody", create.GetProperty("requestBody").GetRawText(), StringComparison.Ordinal);
        Assert.Contains("CreatedTeamBody", create.GetProperty("responses").GetProperty("201").GetRawText(), StringComparison.Ordinal);
        Assert.Contains("problem+json", create.GetProperty("responses").GetProperty("409").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_and_the_first_page_answer()
    {
        var cancel = TestContext.Current.CancellationToken;
        Assert.Equal("ok\n", await edge.Http.GetStringAsync("/health/live", cancel));
        Assert.Equal("ok\n", await edge.Http.GetStringAsync("/health/ready", cancel));
        // The client, or what to do without one: whichever this was built with.
        using var page = await edge.Http.GetAsync("/", cancel);
        Assert.True(page.IsSuccessStatusCode);
        Assert.True(page.Headers.Contains("Content-Security-Policy"));
    }

    private async Task Refused(HttpMethod verb, string path, string? credential, string? body, HttpStatusCode status, string code)
    {
        var (response, json) = await edge.CallAdmin(verb, path, credential, body);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(code, json.GetProperty("code").GetString());
        Assert.Equal((int)status, json.GetProperty("status").GetInt32());
        Assert.Equal(JsonValueKind.String, json.GetProperty("title").ValueKind);
    }
}
