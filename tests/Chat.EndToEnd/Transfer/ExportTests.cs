using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;
using Chat.Tests.Transfer;

namespace Chat.EndToEnd.Transfer;

public sealed class ExportTests(EmbeddedServer server)
{
    [Fact]
    public async Task An_archive_holds_everything_that_members_see()
    {
        var spoken = await SpokenTeam.MakeAsync(server);
        var (team, work, secret, dm, group) = (spoken.Team, spoken.Work, spoken.Secret, spoken.Dm, spoken.Group);

        var export = await Export.BeginAsync(team, Export.Everything);
        var report = await export.UntilDoneAsync();
        using var zip = await export.OpenAsync();

        var folders = new Dictionary<string, string> { [team.General] = "general", [work] = "work", [secret] = "secret", [dm] = dm, [group] = NameOf(zip, "mpims.json", group) };
        var messages = 0;
        foreach (var (channel, folder) in folders)
            messages += await AssertSameAsync(team, channel, Messages(zip, folder));
        var listed = new[] { "channels.json", "groups.json", "dms.json", "mpims.json" }.Sum(list => ArchiveComparison.Read(zip.GetEntry(list)!).Count);
        Assert.Equal((messages, listed), ((int)report["messages"]!, (int)report["channels"]!));
        Assert.Equal(folders.Values.Order(), zip.Entries.Where(static e => e.FullName.Contains('/', StringComparison.Ordinal)).Select(static e => e.FullName.Split('/')[0]).Distinct().Order());

        var users = ArchiveComparison.Read(zip.GetEntry("users.json")!).ToDictionary(static u => SlackApi.Text(u, "name"));
        Assert.True((bool)users["carol"]!["deleted"]!);
        Assert.True((bool)users["botty"]!["is_bot"]!);
        Assert.NotEmpty(SlackApi.Text(users["botty"]!["profile"], "bot_id"));
        Assert.True((bool)users["admin"]!["is_admin"]!);
        Assert.Equal("alice@example.org", SlackApi.Text(users["alice"]!["profile"], "email"));
        var channels = ArchiveComparison.Read(zip.GetEntry("channels.json")!).ToDictionary(static c => SlackApi.Text(c, "name"));
        Assert.Equal("π & <topics>", SlackApi.Text(channels["work"]!["topic"], "value"));
        Assert.True((bool)channels["general"]!["is_general"]!);
        Assert.Equal(
            new[] { "alice", "bob", "botty" }.Select(n => team[n].Id).Order(), channels["work"]!["members"]!.AsArray().Select(static m => (string)m!).Order());
        foreach (var entry in zip.Entries)
        {
            using var content = new StreamReader(entry.Open());
            var text = await content.ReadToEndAsync(TestContext.Current.CancellationToken);
            Assert.DoesNotContain("xox", text);
            Assert.DoesNotContain("password", text);
            Assert.DoesNotContain(SpokenTeam.TakenBack, text);
        }
    }

    [Fact]
    public async Task Admins_export_what_is_public_and_only_the_operator_the_rest()
    {
        var team = await server.NewTeamAsync("alice");
        var other = await server.NewTeamAsync();
        await team.CreateChannelAsync("admin", "secret", true);
        var path = $"admin/teams/{team.Id}/exports";
        await RefusedAsync(HttpStatusCode.Unauthorized, "not_authed", path, new { }, null);
        await RefusedAsync(HttpStatusCode.Forbidden, "not_authorized", path, new { }, team["alice"].Token);
        await RefusedAsync(HttpStatusCode.NotFound, "team_not_found", path, new { }, other.Admin.Token);
        await RefusedAsync(HttpStatusCode.Forbidden, "not_authorized", path, new { include_private = true }, team.Admin.Token);
        await RefusedAsync(HttpStatusCode.Forbidden, "not_authorized", path, new { include_direct = true }, team.Admin.Token);
        await RefusedAsync(HttpStatusCode.NotFound, "channel_not_found", path, new { channels = new[] { "secret" } }, team.Admin.Token);
        await RefusedAsync(HttpStatusCode.NotFound, "channel_not_found", path, new { channels = new[] { "nowhere" } }, EmbeddedServer.OperatorKey);
        await RefusedAsync(HttpStatusCode.NotFound, "team_not_found", "admin/teams/TZZZZZZZZ/exports", new { }, EmbeddedServer.OperatorKey);
        var wrong = await RefusedAsync(
            HttpStatusCode.BadRequest, "invalid_arguments", path, new { from = "soon", to = "2026-02-30", channels = new[] { "" } }, EmbeddedServer.OperatorKey);
        Assert.Equal(["channels", "from", "to"], wrong["errors"]!.AsObject().Select(static e => e.Key).Order());
        await RefusedAsync(HttpStatusCode.BadRequest, "invalid_json", path, new { from = 5 }, EmbeddedServer.OperatorKey);

        var mine = await Export.BeginAsync(team, new { channels = new[] { "#general" } }, team.Admin.Token);
        var all = await Export.BeginAsync(team, new { include_private = true });
        await mine.UntilDoneAsync();
        var report = await all.UntilDoneAsync();
        await mine.BytesAsync(team.Admin.Token);
        await all.BytesAsync();
        await RefusedAsync(HttpStatusCode.NotFound, "job_not_found", mine.File, null, other.Admin.Token);
        await RefusedAsync(HttpStatusCode.Forbidden, "not_authorized", mine.File, null, team["alice"].Token);
        await RefusedAsync(HttpStatusCode.Unauthorized, "not_authed", mine.File, null, null);
        await RefusedAsync(HttpStatusCode.NotFound, "job_not_found", $"admin/jobs/{team.Id}-J000000000/file", null, EmbeddedServer.OperatorKey);
        await RefusedAsync(HttpStatusCode.NotFound, "job_not_found", "admin/jobs/nonsense/file", null, EmbeddedServer.OperatorKey);
        // What the operator took of private channels is not the admin's.
        await RefusedAsync(HttpStatusCode.Forbidden, "not_authorized", all.File, null, team.Admin.Token);
        Assert.NotNull(report["url"]);
        Assert.Null((await all.JobAsync(team.Admin.Token))["report"]!["url"]);
        Assert.NotNull((await mine.JobAsync(team.Admin.Token))["report"]!["url"]);
    }

    [Fact]
    public async Task A_download_that_broke_off_goes_on_where_it_was()
    {
        var team = await server.NewTeamAsync("alice");
        // Words that do not shrink, for more than one chunk.
        for (var n = 0; n < 16; n++)
            await team.PostAsync("alice", team.General, Convert.ToBase64String(RandomNumberGenerator.GetBytes(25_000)));
        var export = await Export.BeginAsync(team, new { });
        var report = await export.UntilDoneAsync();
        var whole = await export.BytesAsync();
        Assert.True(whole.Length > 300_000, $"{whole.Length} bytes only");
        Assert.Equal((int)report["bytes"]!, whole.Length);
        var hash = Convert.ToHexStringLower(SHA256.HashData(whole));
        Assert.Equal(hash, SlackApi.Text(report, "sha256"));

        using (var head = await SendAsync(HttpMethod.Head, export, _ => { }))
        {
            Assert.Equal((HttpStatusCode.OK, whole.Length), (head.StatusCode, (int)head.Content.Headers.ContentLength!));
            Assert.Equal($"\"{hash}\"", head.Headers.ETag?.ToString());
            Assert.Equal("bytes", head.Headers.AcceptRanges.ToString());
            Assert.Equal("application/zip", head.Content.Headers.ContentType?.ToString());
            Assert.Equal($"{team.Domain}-export-{DateTime.UnixEpoch.AddSeconds((double)(await export.JobAsync())["created"]!):yyyy-MM-dd}.zip", head.Content.Headers.ContentDisposition?.FileName);
        }
        foreach (var (range, from, length) in new[] { ("bytes=0-9", 0, 10), ("bytes=262140-262150", 262_140, 11), ("bytes=290000-", 290_000, whole.Length - 290_000), ("bytes=-7", whole.Length - 7, 7) })
        {
            using var part = await SendAsync(HttpMethod.Get, export, r => r.Headers.Add("Range", range));
            Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
            Assert.Equal($"bytes {from}-{from + length - 1}/{whole.Length}", part.Content.Headers.ContentRange?.ToString());
            Assert.Equal(whole[from..(from + length)], await part.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }
        Assert.Equal(HttpStatusCode.PartialContent, await StatusAsync(export, ("Range", "bytes=5-"), ("If-Range", $"\"{hash}\"")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(export, ("Range", "bytes=5-"), ("If-Range", "\"another\"")));
        Assert.Equal(HttpStatusCode.NotModified, await StatusAsync(export, ("If-None-Match", $"\"{hash}\"")));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, await StatusAsync(export, ("Range", $"bytes={whole.Length}-")));
    }

    [Fact]
    public async Task A_link_opens_its_own_file_without_a_token_and_nothing_else()
    {
        var (team, other) = (await server.NewTeamAsync(), await server.NewTeamAsync());
        var (export, another, theirs) = (await Export.BeginAsync(team, new { }), await Export.BeginAsync(team, new { }), await Export.BeginAsync(other, new { }));
        var link = SlackApi.Text(await export.UntilDoneAsync(), "url");
        await another.UntilDoneAsync();
        await theirs.UntilDoneAsync();
        using (var answer = await team.Api.Send(HttpMethod.Get, link))
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(await export.BytesAsync(), await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }
        var query = link[link.IndexOf('?', StringComparison.Ordinal)..];
        foreach (var forged in new[]
        {
            link[..^1] + (link[^1] == '0' ? '1' : '0'), link.Replace("expires=", "expires=9", StringComparison.Ordinal), link.Replace("expires=", "expires=x", StringComparison.Ordinal),
            $"/{another.File}{query}", $"/{theirs.File}{query}", $"/{export.File}?signature=", $"/{export.File}?signature={new string('a', 500)}&expires=1",
            $"/admin/jobs/TZZZZZZZZ-J000000000/file{query}",
        })
        {
            await RefusedAsync(HttpStatusCode.NotFound, "job_not_found", forged, null, null);
            // A link that is wrong is not helped by a token.
            await RefusedAsync(HttpStatusCode.NotFound, "job_not_found", forged, null, team.Admin.Token);
        }
    }

    private static string NameOf(ZipArchive zip, string list, string id) =>
        SlackApi.Text(ArchiveComparison.Read(zip.GetEntry(list)!).Single(c => SlackApi.Text(c, "id") == id), "name");

    private static Dictionary<string, JsonObject> Messages(ZipArchive zip, string folder) => zip.Entries
        .Where(e => e.FullName.StartsWith(folder + "/", StringComparison.Ordinal))
        .SelectMany(static e => ArchiveComparison.Read(e)).ToDictionary(static m => SlackApi.Text(m, "ts"), static m => m!.AsObject());

    /// <summary>Every message that a member sees is there, with every member of it; answers how many there are.</summary>
    private static async Task<int> AssertSameAsync(TestTeam team, string channel, Dictionary<string, JsonObject> archived)
    {
        var seen = new Dictionary<string, JsonObject>();
        foreach (var root in await team.HistoryAsync("alice", channel))
        {
            seen[SlackApi.Text(root, "ts")] = root;
            if (root["reply_count"] is null)
                continue;
            var replies = (await team.RepliesAsync("alice", channel, SlackApi.Text(root, "ts"))).Skip(1).ToList();
            foreach (var reply in replies)
                seen[SlackApi.Text(reply, "ts")] = reply;
            Assert.Equal(
                replies.Select(static r => (SlackApi.Text(r, "user"), SlackApi.Text(r, "ts"))),
                archived[SlackApi.Text(root, "ts")]["replies"]!.AsArray().Select(static r => (SlackApi.Text(r, "user"), SlackApi.Text(r, "ts"))));
        }
        Assert.Equal(seen.Keys.Order(), archived.Keys.Order());
        foreach (var (ts, message) in seen)
        {
            foreach (var (name, value) in message)
                Assert.True(JsonNode.DeepEquals(value, archived[ts][name]), $"{name} of {message.ToJsonString()} is {archived[ts][name]?.ToJsonString()}");
        }
        return seen.Count;
    }

    private async Task<HttpStatusCode> StatusAsync(Export export, params (string Name, string Value)[] headers)
    {
        using var answer = await SendAsync(HttpMethod.Get, export, request =>
        {
            foreach (var (name, value) in headers)
                request.Headers.Add(name, value);
        });
        return answer.StatusCode;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod verb, Export export, Action<HttpRequestMessage> with)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(verb, new Uri((await server.Process).Address, export.File));
        request.Headers.Authorization = new("Bearer", EmbeddedServer.OperatorKey);
        with(request);
        return await client.SendAsync(request);
    }

    private async Task<JsonObject> RefusedAsync(HttpStatusCode status, string code, string path, object? body, string? key)
    {
        var api = await server.ApiAsync();
        using var answer = body is null
            ? await api.Send(HttpMethod.Get, path, bearer: key)
            : await api.Send(HttpMethod.Post, path, JsonContent.Create(body), key);
        var problem = await SlackApi.ReadObject(answer, path);
        Assert.True((status, code) == (answer.StatusCode, SlackApi.Text(problem, "code")), $"{path} answered {(int)answer.StatusCode} {problem.ToJsonString()}");
        return problem;
    }
}
