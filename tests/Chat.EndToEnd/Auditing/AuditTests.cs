using System.Net;
using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;
using Chat.EndToEnd.Transfer;

namespace Chat.EndToEnd.Auditing;

/// <summary>What admins and operators did is found afterwards, by them and by nobody else.</summary>
public sealed class AuditTests(EmbeddedServer server)
{
    [Fact]
    public async Task What_admins_and_the_operator_did_to_a_team_stands_in_its_log()
    {
        var team = await server.NewTeamAsync("alice", "bob");
        var users = $"admin/teams/{team.Id}/users";
        await team.Api.Admin(HttpMethod.Patch, $"{users}/{team["alice"].Id}", new { is_admin = true }, team.Admin.Token);
        await team.Api.Admin(HttpMethod.Post, $"{users}/{team["bob"].Id}/deactivate", key: team["alice"].Token);
        using (var refused = await team.Api.Send(HttpMethod.Post, $"{users}/{team["alice"].Id}/deactivate", bearer: team["alice"].Token))
            Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        var export = await Export.BeginAsync(team, new { }, team.Admin.Token);
        await export.UntilDoneAsync();
        await export.BytesAsync(team.Admin.Token);

        var log = await LogAsync(team, $"admin/teams/{team.Id}/audit", team.Admin.Token);
        Assert.Equal(
            [
                $"exports.download {export.Id} by admin {team.Admin.Id}: ok",
                $"exports.create {export.Id} by admin {team.Admin.Id}: ok",
                $"users.deactivate {team["alice"].Id} by admin {team["alice"].Id}: cant_deactivate_self",
                $"users.deactivate {team["bob"].Id} by admin {team["alice"].Id}: ok",
                $"users.change {team["alice"].Id} by admin {team.Admin.Id}: ok",
                $"users.create {team["bob"].Id} by operator operator: ok",
                $"users.create {team["alice"].Id} by operator operator: ok",
                $"teams.create {team.Id} by operator operator: ok",
            ],
            log.Select(Line));
        Assert.All(log, entry => Assert.Equal(team.Id, SlackApi.Text(entry, "team")));
        Assert.All(log.Take(5), entry => Assert.Equal("127.0.0.1", SlackApi.Text(entry, "address")));
        Assert.True(log[4]["details"]!["is_admin"]!.GetValue<bool>());
        var whole = await LogAsync(team, $"admin/audit?actor={team["alice"].Id}&action=users.deactivate", EmbeddedServer.OperatorKey);
        Assert.Equal(log.Skip(2).Take(2).Select(Line), whole.Select(Line));
        Assert.DoesNotContain(team["alice"].Token, new JsonArray([.. log.Select(entry => entry.DeepClone())]).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_teams_admin_sees_nothing_of_it_and_its_attempts_stand_in_its_own_log()
    {
        var (ours, theirs) = (await server.NewTeamAsync("alice"), await server.NewTeamAsync());
        using (var attempt = await theirs.Api.Send(HttpMethod.Delete, $"admin/teams/{ours.Id}/users/{ours["alice"].Id}", bearer: theirs.Admin.Token))
            Assert.Equal(HttpStatusCode.NotFound, attempt.StatusCode);
        foreach (var (path, key, status) in new[]
        {
            ($"admin/teams/{ours.Id}/audit", theirs.Admin.Token, HttpStatusCode.NotFound), ("admin/audit", theirs.Admin.Token, HttpStatusCode.Forbidden),
            ($"admin/teams/{ours.Id}/audit", ours["alice"].Token, HttpStatusCode.Forbidden),
        })
        {
            using var answer = await ours.Api.Send(HttpMethod.Get, path, bearer: key);
            Assert.Equal(status, answer.StatusCode);
        }
        var log = await LogAsync(theirs, $"admin/teams/{theirs.Id}/audit", theirs.Admin.Token);
        Assert.Equal([$"users.deactivate {ours["alice"].Id} by admin {theirs.Admin.Id}: team_not_found", $"teams.create {theirs.Id} by operator operator: ok"], log.Select(Line));
        var own = await LogAsync(ours, $"admin/teams/{ours.Id}/audit", ours.Admin.Token);
        Assert.Equal(2, own.Count);
        Assert.Contains($"users.create {ours["alice"].Id} by operator operator: ok", own.Select(Line));
        // With another log's cursor nothing opens either: it names a place in time alone.
        var first = await ours.Api.Admin(HttpMethod.Get, $"admin/teams/{ours.Id}/audit?limit=1", key: ours.Admin.Token);
        var foreign = await LogAsync(theirs, $"admin/teams/{theirs.Id}/audit?cursor={SlackApi.Text(first, "next_cursor")}", theirs.Admin.Token);
        Assert.All(foreign, entry => Assert.Equal(theirs.Id, SlackApi.Text(entry, "team")));
    }

    private static string Line(JsonNode entry) =>
        $"{SlackApi.Text(entry, "action")} {SlackApi.Text(entry, "subject")} by {SlackApi.Text(entry["actor"], "kind")} {SlackApi.Text(entry["actor"], "name")}: {SlackApi.Text(entry, "outcome")}";

    private static async Task<List<JsonNode>> LogAsync(TestTeam team, string path, string key) =>
        [.. (await team.Api.Admin(HttpMethod.Get, path, key: key))["entries"]!.AsArray().Select(entry => entry!)];
}
