using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;
using Chat.EndToEnd.Model;

namespace Chat.EndToEnd.Transfer;

/// <summary>A real export, through the public API: what it holds is what people then see.</summary>
public sealed class ImportTests(EmbeddedServer server)
{
    [Fact]
    public async Task A_real_export_is_seen_by_everybody_message_by_message()
    {
        var team = await server.NewTeamAsync();
        var zip = await Imports.HoustonAsync();
        await using var watching = await RtmClient.ConnectAsync(team, "admin");
        var status = await Imports.DoneAsync(team.Api, team.Id, zip);
        Assert.Equal(1_382, status["report"]!["imported"]!["messages"]!.GetValue<int>());
        Assert.Equal((1_382, 1_382), (status["progress"]!["done"]!.GetValue<int>(), status["progress"]!["total"]!.GetValue<int>()));

        // Whoever was connected is told to start afresh.
        await watching.Closed.Within(Eventually.Usual, "the socket to be closed");
        Assert.Equal(4005, (int)watching.CloseStatus!.Value);
        await watching.ResumeAsync();
        Assert.False(watching.Resumed, "what came before is not to be had event by event");

        var channels = (await team.Api.Ok("conversations.list", team.Admin.Token, ("limit", 1_000)))["channels"]!.AsArray().ToDictionary(c => SlackApi.Text(c, "id"), c => c!);
        var expected = Read(zip);
        Assert.Equal(16, expected.Count);
        foreach (var (id, (name, messages)) in expected)
        {
            Assert.Equal(name, SlackApi.Text(channels[id], "name"));
            var found = (await team.HistoryAsync("admin", id)).ToDictionary(m => SlackApi.Text(m, "ts"));
            Assert.Equal(Counts(messages), Counts(found.Values));
            foreach (var message in messages)
                MustBe(message, found[SlackApi.Text(message, "ts")]);
        }

        // Two who come now see the same; and they talk on.
        await using var afresh = await Observer.StartAsync(team, "admin");
        var general = expected.Keys.Single(id => channels[id]["is_general"]!.GetValue<bool>());
        var end = await team.PostAsync("admin", general, "after the import");
        await afresh.Socket.WaitUntil(end);
        await afresh.MustAgreeWithFreshSnapshot(after: "the import");
        await watching.WaitUntil(end);
    }

    [Fact]
    public async Task Snapshots_of_people_who_were_connected_are_those_of_newcomers()
    {
        var team = await server.NewTeamAsync("alice");
        await using var before = await Observer.StartAsync(team, "alice");
        await Imports.DoneAsync(team.Api, team.Id, await Imports.HoustonAsync());
        await before.Socket.Closed.Within(Eventually.Usual, "the socket to be closed");
        var (one, other) = (await Snapshot.TakeAsync(team, "alice"), await Snapshot.TakeAsync(team, "alice"));
        Assert.Empty(Differences.Between(one.State, other.State));
        Assert.Equal(73 + 1, one.State.Users.Count);
        Assert.Contains("C061A2UGJ", one.State.Channels.Keys);
        Assert.Equal(476, one.State.Channels["C061A2UGJ"].Messages.Count);
    }

    [Fact]
    public async Task An_upload_that_is_no_export_is_refused_with_a_code()
    {
        var team = await server.NewTeamAsync();
        await RefusedAsync(team, HttpStatusCode.BadRequest, "invalid_archive", Imports.Zip("hello"u8.ToArray()));
        await RefusedAsync(team, HttpStatusCode.BadRequest, "invalid_archive", Imports.Zip([]));
        await RefusedAsync(team, HttpStatusCode.UnsupportedMediaType, "invalid_post_type", new StringContent("{}", System.Text.Encoding.UTF8, "application/json"));
        using var empty = new MultipartFormDataContent { { new StringContent("x"), "name" } };
        await RefusedAsync(team, HttpStatusCode.BadRequest, "invalid_form_data", empty);
        // No export, but a zip: the job says so.
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            zip.CreateEntry("readme.txt");
        var status = await Imports.EndAsync(team.Api, await Imports.BeginAsync(team.Api, team.Id, stream.ToArray()));
        Assert.Equal("failed", SlackApi.Text(status, "state"));
        Assert.StartsWith("invalid_export: ", SlackApi.Text(status, "error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_operator_and_admins_of_the_team_may_import()
    {
        var (team, other) = (await server.NewTeamAsync("alice"), await server.NewTeamAsync());
        foreach (var (token, status) in new[] { ("", HttpStatusCode.Unauthorized), (team["alice"].Token, HttpStatusCode.Forbidden), (other.Admin.Token, HttpStatusCode.NotFound) })
        {
            using var answer = await team.Api.Send(HttpMethod.Post, $"admin/teams/{team.Id}/imports", Imports.Zip(await Imports.HoustonAsync()), token);
            Assert.Equal(status, answer.StatusCode);
        }
        using var form = new MultipartFormDataContent { { Imports.Zip(await Imports.HoustonAsync()), "file", "export.zip" } };
        using var accepted = await team.Api.Send(HttpMethod.Post, $"admin/teams/{team.Id}/imports", form, team.Admin.Token);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var job = SlackApi.Text(JsonNode.Parse(await accepted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["job"], "id");
        Assert.Equal("done", SlackApi.Text(await Imports.EndAsync(team.Api, job), "state"));
    }

    private static async Task RefusedAsync(TestTeam team, HttpStatusCode status, string code, HttpContent content)
    {
        using var answer = await team.Api.Send(HttpMethod.Post, $"admin/teams/{team.Id}/imports", content, EmbeddedServer.OperatorKey);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status && body.Contains($"\"{code}\"", StringComparison.Ordinal), $"{(int)answer.StatusCode} {body}");
    }

    /// <summary>The export itself, by channel.</summary>
    private static Dictionary<string, (string Name, List<JsonObject> Messages)> Read(byte[] bytes)
    {
        using var zip = new ZipArchive(new MemoryStream(bytes));
        var names = Json(zip.GetEntry("channels.json")!).ToDictionary(c => SlackApi.Text(c, "name"), c => SlackApi.Text(c, "id"));
        var found = names.ToDictionary(pair => pair.Value, pair => (pair.Key, new List<JsonObject>()));
        foreach (var entry in zip.Entries.Where(e => e.FullName.Contains('/', StringComparison.Ordinal) && e.Name.EndsWith(".json", StringComparison.Ordinal)))
            found[names[entry.FullName.Split('/')[0]]].Item2.AddRange(Json(entry).Select(m => m!.AsObject()));
        return found;

        static JsonArray Json(ZipArchiveEntry entry)
        {
            using var stream = entry.Open();
            return JsonNode.Parse(stream)!.AsArray();
        }
    }

    private static string Counts(IEnumerable<JsonObject> messages) => string.Join(
        ", ", messages.GroupBy(m => SlackApi.Text(m, "subtype")).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} {g.Count()}"));

    /// <summary>
    /// Every member as it was; the author of a comment on a file is also said to be the message's, what the channel's list pins says so, and the team is the
    /// importing one.
    /// </summary>
    private static void MustBe(JsonObject exported, JsonObject seen)
    {
        foreach (var (name, value) in exported)
        {
            if (name != "team")
                Assert.True(JsonNode.DeepEquals(value, seen[name]), $"{name} of {exported.ToJsonString()} is {seen[name]?.ToJsonString()}");
        }
        Assert.Empty(seen.Select(member => member.Key).Except(exported.Select(member => member.Key)).Except(["team", "user", "pinned_to"]));
    }
}
