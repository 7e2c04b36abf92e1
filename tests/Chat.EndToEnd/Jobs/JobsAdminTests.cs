using System.Net;
using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;
using Chat.EndToEnd.Transfer;

namespace Chat.EndToEnd.Jobs;

/// <summary>/admin/jobs, by a job that can only fail: an archive that is none.</summary>
public sealed class JobsAdminTests(EmbeddedServer server)
{
    private static readonly byte[] NoArchive = [(byte)'P', (byte)'K', 3, 4, .. new byte[200]];

    [Fact]
    public async Task A_dead_letter_tells_why_is_listed_followed_and_run_again()
    {
        var team = await server.NewTeamAsync("alice");
        var job = await Imports.BeginAsync(team.Api, team.Id, NoArchive);
        var failed = await Imports.EndAsync(team.Api, job);
        Assert.Equal("failed", SlackApi.Text(failed, "state"));
        Assert.StartsWith("invalid_archive: ", SlackApi.Text(failed, "error"), StringComparison.Ordinal);

        Assert.Equal([job], await Listed(team, $"admin/jobs?team={team.Id}&state=failed", EmbeddedServer.OperatorKey));
        Assert.Contains(job, await Listed(team, "admin/jobs?kind=import&state=failed&limit=1000", EmbeddedServer.OperatorKey));
        Assert.Equal([job], await Listed(team, "admin/jobs", team.Admin.Token));
        Assert.Empty(await Listed(team, $"admin/jobs?team={team.Id}&kind=export", EmbeddedServer.OperatorKey));

        var again = await team.Api.Admin(HttpMethod.Post, $"admin/jobs/{job}/rerun");
        Assert.Contains(SlackApi.Text(again["job"], "state"), new[] { "queued", "running", "failed" });
        var followed = await Follow(team, job);
        Assert.Equal("failed", SlackApi.Text(followed[^1]["job"], "state"));
        Assert.All(followed, told => Assert.Equal(job, SlackApi.Text(told["job"], "id")));
        await Refused(team, HttpStatusCode.Conflict, "job_is_over", HttpMethod.Delete, $"admin/jobs/{job}", team.Admin.Token);
    }

    [Fact]
    public async Task A_job_is_its_teams_own_and_the_operators()
    {
        var (team, other) = (await server.NewTeamAsync("alice"), await server.NewTeamAsync());
        var job = await Imports.BeginAsync(team.Api, team.Id, NoArchive);
        await Imports.EndAsync(team.Api, job);
        foreach (var (verb, path) in new[] { (HttpMethod.Get, ""), (HttpMethod.Get, "/events"), (HttpMethod.Delete, ""), (HttpMethod.Post, "/rerun") })
        {
            await Refused(team, HttpStatusCode.NotFound, "job_not_found", verb, $"admin/jobs/{job}{path}", other.Admin.Token);
            await Refused(team, HttpStatusCode.Forbidden, "not_authorized", verb, $"admin/jobs/{job}{path}", team["alice"].Token);
        }
        await Refused(team, HttpStatusCode.NotFound, "team_not_found", HttpMethod.Get, $"admin/jobs?team={team.Id}", other.Admin.Token);
        await Refused(team, HttpStatusCode.NotFound, "job_not_found", HttpMethod.Get, $"admin/jobs/{team.Id}-J000000000", EmbeddedServer.OperatorKey);
        await Refused(team, HttpStatusCode.BadRequest, "invalid_arguments", HttpMethod.Get, "admin/jobs?state=lost", EmbeddedServer.OperatorKey);
        Assert.Empty(await Listed(team, "admin/jobs", other.Admin.Token));
    }

    private static async Task<string[]> Listed(TestTeam team, string path, string key) =>
        [.. (await team.Api.Admin(HttpMethod.Get, path, key: key))["jobs"]!.AsArray().Select(job => SlackApi.Text(job, "id"))];

    /// <summary>The events of the stream, which ends by itself.</summary>
    private static async Task<JsonNode[]> Follow(TestTeam team, string job)
    {
        using var answer = await team.Api.Send(HttpMethod.Get, $"admin/jobs/{job}/events", null, team.Admin.Token);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        var text = await answer.Content.ReadAsStringAsync();
        return [.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(part => part.StartsWith("event: job\ndata: ", StringComparison.Ordinal))
            .Select(part => JsonNode.Parse(part["event: job\ndata: ".Length..])!)];
    }

    private static async Task Refused(TestTeam team, HttpStatusCode status, string code, HttpMethod verb, string path, string key)
    {
        using var answer = await team.Api.Send(verb, path, null, key);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status && body.Contains($"\"{code}\"", StringComparison.Ordinal), $"{verb} {path}: {(int)answer.StatusCode} {body}");
    }
}
