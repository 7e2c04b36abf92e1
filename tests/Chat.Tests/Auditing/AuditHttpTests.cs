using System.Net;
using System.Text.Json;
using Chat.Admin;
using Chat.Auditing;
using Chat.Errors;
using Chat.Tests.Browsers;
using Chat.Tests.WebApi;
using Chat.Users;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace Chat.Tests.Auditing;

public sealed class AuditHttpTests : IAsyncLifetime
{
    private const string Bob = "/teams/T0000001A/users/U0BOB";

    private readonly Edge edge = new TwoKeys();
    private readonly List<AuditEntry> begun = [];
    private readonly List<AuditEnd> ended = [];

    private sealed class TwoKeys : Edge
    {
        protected override Dictionary<string, string?> Settings => new() { ["Chat:Operator:Keys:anna"] = "the-key-of-anna" };
    }

    public async ValueTask InitializeAsync()
    {
        await edge.InitializeAsync();
        edge.Grains.On<IAuditGrain, bool>("Begin", (_, arguments) =>
        {
            begun.Add((AuditEntry)arguments[0]!);
            return true;
        });
        edge.Grains.On<IAuditGrain, bool>("End", (_, arguments) =>
        {
            ended.Add((AuditEnd)arguments[0]!);
            return true;
        });
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return edge.DisposeAsync();
    }

    [Fact]
    public void Every_endpoint_of_admin_that_changes_something_has_its_action()
    {
        var wrong = new List<string>();
        var used = new List<string>();
        foreach (var endpoint in edge.Endpoints.OfType<RouteEndpoint>().Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/admin", StringComparison.Ordinal)))
        {
            var verbs = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [];
            var action = endpoint.Metadata.GetMetadata<AuditedAction>()?.Action;
            if (action is null && verbs.Any(verb => verb is not ("GET" or "HEAD")) || action is not null && !AuditActions.All.Contains(action))
                wrong.Add($"{string.Join(' ', verbs)} {endpoint.RoutePattern.RawText}: {action ?? "no action"}");
            if (action is not null)
                used.Add(action);
        }
        Assert.Empty(wrong);
        Assert.Equal([AuditActions.OperatorSignIn, AuditActions.OperatorSignOut], AuditActions.All.Except(used));
    }

    [Fact]
    public async Task An_action_is_written_before_it_is_done_and_its_end_before_it_is_answered()
    {
        edge.Grains.On<IRosterGrain, int>("RevokeTokens", (_, _) => 2);
        var (response, _) = await edge.CallAdmin(HttpMethod.Delete, Bob + "/tokens/key7", Edge.AdminToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["Begin", "RevokeTokens", "End"], edge.Grains.Calls.Select(call => call.Verb).Where(verb => verb is "Begin" or "RevokeTokens" or "End"));
        var entry = Assert.Single(begun);
        Assert.Equal(new AuditActor("admin", "U0ADMIN", "admin-key"), entry.Actor);
        Assert.Equal((AuditActions.TokensRevoke, "U0BOB", AuditOutcome.Unknown, Edge.TeamId), (entry.Action, entry.Subject, entry.Outcome, entry.Team!.Value));
        Assert.Equal("127.0.0.1", entry.Address);
        Assert.True(AuditIds.IsId(entry.Id));
        Assert.Equal(new AuditEnd(entry.Id, AuditOutcome.Ok, Edge.TeamId, "U0BOB", """{"token":"key7","revoked":2}"""), Assert.Single(ended));
    }

    [Fact]
    public async Task A_refusal_is_written_with_its_code_and_in_the_askers_own_team()
    {
        await edge.CallAdmin(HttpMethod.Post, Bob.Replace("T0000001A", "T0000002B", StringComparison.Ordinal) + "/reactivate", Edge.AdminToken);
        await edge.CallAdmin(HttpMethod.Patch, "/shards/s1", Edge.AdminToken, """{"state":"full"}""");
        await edge.CallAdmin(HttpMethod.Post, "/teams", Edge.OperatorKey, """{"name":"x"}""");
        await edge.CallAdmin(HttpMethod.Post, "/teams/T0000001A/invitations", "the-key-of-anna", "{");
        Assert.All(begun.Take(2), entry => Assert.Equal(Edge.TeamId, entry.Team));
        Assert.Equal([ErrorCodes.TeamNotFound, ErrorCodes.NotAuthorized, ErrorCodes.InvalidArguments, ErrorCodes.InvalidJson], ended.Select(end => end.Outcome));
        Assert.Equal(["U0ADMIN", "U0ADMIN", OperatorKey.DefaultName, "anna"], begun.Select(entry => entry.Actor.Name));
    }

    [Fact]
    public async Task Who_is_nobody_or_only_looks_writes_nothing()
    {
        edge.Grains.On<IRosterGrain, User[]>("List", (_, _) => []);
        await edge.CallAdmin(HttpMethod.Delete, Bob, null);
        await edge.CallAdmin(HttpMethod.Delete, Bob, "wrong");
        await edge.CallAdmin(HttpMethod.Delete, Bob, Edge.AnnToken);
        await edge.CallAdmin(HttpMethod.Get, "/teams/T0000001A/users", Edge.AdminToken);
        Assert.Empty(begun);
        Assert.Empty(ended);
    }

    [Fact]
    public async Task Secrets_are_never_written()
    {
        var issued = new IssuedToken(
            new User(Edge.TeamId, new UserId("U0NEW"), "new", false, false, false, false, null, new UserProfile(), 1, 1, false), "xoxp-secret", "key9");
        edge.Grains.On<IRosterGrain, IssuedToken>("Create", (_, _) => issued);
        edge.Grains.On<IRosterGrain, IssuedToken>("IssueToken", (_, _) => issued);
        await edge.CallAdmin(
            HttpMethod.Post, "/teams/T0000001A/users", Edge.OperatorKey, """{"name":"new","email":"new@example.org","password":"correct horse"}""");
        await edge.CallAdmin(HttpMethod.Post, Bob + "/tokens", Edge.OperatorKey);
        var written = JsonSerializer.Serialize(begun) + JsonSerializer.Serialize(ended);
        Assert.Contains("U0NEW", written, StringComparison.Ordinal);
        Assert.Contains("key9", written, StringComparison.Ordinal);
        foreach (var secret in new[] { "xoxp-secret", "correct horse", Edge.OperatorKey })
            Assert.DoesNotContain(secret, written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_written_is_not_done_unless_it_takes_rights_away()
    {
        var done = 0;
        edge.Grains.On<IAuditGrain, bool>("Begin", (_, _) => throw new ChatException(ErrorCodes.ServiceUnavailable, "the directory is away"));
        edge.Grains.On<IRosterGrain, User>("Reactivate", (_, _) => throw new InvalidOperationException("This should not have been asked for."));
        edge.Grains.On<IRosterGrain, int>("RevokeTokens", (_, _) => ++done);
        var (refused, problem) = await edge.CallAdmin(HttpMethod.Post, Bob + "/reactivate", Edge.AdminToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Contains("audit log", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var (urgent, _) = await edge.CallAdmin(HttpMethod.Delete, Bob + "/tokens", Edge.AdminToken);
        Assert.Equal((HttpStatusCode.OK, 1), (urgent.StatusCode, done));
        Assert.Empty(ended);
    }

    [Fact]
    public async Task What_was_done_is_answered_although_its_end_could_not_be_written()
    {
        edge.Grains.On<IAuditGrain, bool>("End", (_, _) => throw new ChatException(ErrorCodes.ServiceUnavailable));
        edge.Grains.On<IRosterGrain, int>("RevokeTokens", (_, _) => 1);
        var (response, _) = await edge.CallAdmin(HttpMethod.Delete, Bob + "/tokens", Edge.AdminToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(AuditOutcome.Unknown, Assert.Single(begun).Outcome);
    }

    [Fact]
    public async Task Operators_who_sign_in_out_or_fail_to_are_written()
    {
        using (var wrong = BrowserRequest.OfScript(HttpMethod.Post, "/web/operator", null, """{"key":"not-the-operator-key"}"""))
            await edge.Send(wrong);
        using var right = BrowserRequest.OfScript(HttpMethod.Post, "/web/operator", null, """{"key":"the-key-of-anna"}""");
        var (response, _) = await edge.Send(right);
        var cookie = Assert.Single(BrowserRequest.CookiesOf(response)).Split(';')[0];
        edge.Grains.On<IRosterGrain, User>("Reactivate", (_, _) => throw new ChatException(ErrorCodes.UserNotFound));
        using (var acting = BrowserRequest.OfScript(HttpMethod.Post, "/admin" + Bob + "/reactivate", cookie))
            await edge.Send(acting);
        using (var leaving = BrowserRequest.OfScript(HttpMethod.Delete, "/web/operator", cookie))
            await edge.Send(leaving);
        Assert.Equal(
            [("nobody", "", "operator.sign_in"), ("operator", "anna", "operator.sign_in"), ("operator", "anna", "users.reactivate"), ("operator", "anna", "operator.sign_out")],
            begun.Select(entry => (entry.Actor.Kind, entry.Actor.Name, entry.Action)));
        Assert.Equal(["invalid_auth", "ok", "user_not_found", "ok"], ended.Select(end => end.Outcome));
        Assert.DoesNotContain("not-the-operator-key", JsonSerializer.Serialize(begun) + JsonSerializer.Serialize(ended), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_is_shown_in_pages_and_asked_for_by_filters()
    {
        var filters = new List<AuditFilter>();
        AuditEntry[] entries =
        [
            new("019b0000000070008000000000000002", 5_000, Edge.TeamId, new("operator", "anna", null), "users.deactivate", "U0BOB", "ok", "192.0.2.1", "r2", """{"is_admin":true}"""),
            new("019b0000000070008000000000000001", 4_000, Edge.TeamId, new("admin", "U0ADMIN", "admin-key"), "tokens.issue", "", "unknown", "192.0.2.2", "r1", null),
        ];
        edge.Grains.On<IAuditGrain, AuditEntry[]>("List", (_, arguments) =>
        {
            filters.Add((AuditFilter)arguments[0]!);
            return entries;
        });
        var (_, first) = await edge.CallAdmin(
            HttpMethod.Get, "/audit?limit=1&action=users.deactivate&actor=anna&from=1970-01-01&to=1970-01-02T00:00:00Z", Edge.OperatorKey);
        Assert.Equal(
            """{"id":"019b0000000070008000000000000002","at":5000,"action":"users.deactivate","actor":{"kind":"operator","name":"anna"},"team":"T0000001A","subject":"U0BOB","outcome":"ok","address":"192.0.2.1","request":"r2","details":{"is_admin":true}}""",
            Assert.Single(first.GetProperty("entries").EnumerateArray()).GetRawText());
        var next = first.GetProperty("next_cursor").GetString();
        var (_, rest) = await edge.CallAdmin(HttpMethod.Get, $"/teams/T0000001A/audit?cursor={next}", Edge.AdminToken);
        Assert.Equal("", rest.GetProperty("next_cursor").GetString());
        // From where operators work is none of the team's business.
        Assert.Equal([false, true], rest.GetProperty("entries").EnumerateArray().Select(entry => entry.TryGetProperty("address", out _)));
        Assert.Equal(
            [new AuditFilter(null, "users.deactivate", "anna", 0, 86_400_000, null, 2), new AuditFilter(Edge.TeamId, null, null, null, null, entries[0].Id, 101)], filters);
        Assert.Empty(begun);
    }

    [Theory]
    [InlineData("/audit", Edge.AdminToken, HttpStatusCode.Forbidden, ErrorCodes.NotAuthorized)]
    [InlineData("/teams/T0000002B/audit", Edge.AdminToken, HttpStatusCode.NotFound, ErrorCodes.TeamNotFound)]
    [InlineData("/teams/T0000001A/audit", Edge.AnnToken, HttpStatusCode.Forbidden, ErrorCodes.NotAuthorized)]
    [InlineData("/audit", null, HttpStatusCode.Unauthorized, ErrorCodes.NotAuthed)]
    [InlineData("/audit?action=nothing", Edge.OperatorKey, HttpStatusCode.BadRequest, ErrorCodes.InvalidArguments)]
    [InlineData("/audit?from=soon", Edge.OperatorKey, HttpStatusCode.BadRequest, ErrorCodes.InvalidArguments)]
    [InlineData("/audit?cursor=nonsense", Edge.OperatorKey, HttpStatusCode.BadRequest, ErrorCodes.InvalidCursor)]
    [InlineData("/audit?limit=0", Edge.OperatorKey, HttpStatusCode.BadRequest, ErrorCodes.InvalidLimit)]
    public async Task What_makes_no_sense_or_is_anothers_is_refused(string path, string? credential, HttpStatusCode status, string code)
    {
        var (response, json) = await edge.CallAdmin(HttpMethod.Get, path, credential);
        Assert.Equal((status, code), (response.StatusCode, json.GetProperty("code").GetString()));
    }
}
