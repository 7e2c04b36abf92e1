using System.IO.Compression;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Transfer;

/// <summary>One export of a team, as an operator or the team's admin makes it over HTTP.</summary>
internal sealed class Export(SlackApi api, string id)
{
    public static readonly object Everything = new { include_private = true, include_direct = true };

    public string Id => id;

    public string File => $"admin/jobs/{id}/file";

    public static async Task<Export> BeginAsync(SlackApi api, string team, object body, string key = EmbeddedServer.OperatorKey)
    {
        using var answer = await api.Send(HttpMethod.Post, $"admin/teams/{team}/exports", JsonContent.Create(body), key);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == 202, text);
        var job = JsonNode.Parse(text)!["job"]!;
        var id = SlackApi.Text(job, "id");
        Assert.Equal($"/admin/jobs/{id}", answer.Headers.Location?.ToString());
        Assert.Equal("export", SlackApi.Text(job, "kind"));
        Assert.Equal("messages", SlackApi.Text(job["progress"], "unit"));
        return new Export(api, id);
    }

    public static Task<Export> BeginAsync(TestTeam team, object body, string key = EmbeddedServer.OperatorKey) => BeginAsync(team.Api, team.Id, body, key);

    public async Task<JsonNode> JobAsync(string key = EmbeddedServer.OperatorKey) => (await api.Admin(HttpMethod.Get, $"admin/jobs/{id}", key: key))["job"]!;

    /// <summary>Waits until it is done; answers its report.</summary>
    public async Task<JsonNode> UntilDoneAsync(TimeSpan? bound = null, Func<string>? logs = null)
    {
        JsonNode? job = null;
        await Eventually.True(
            async () => SlackApi.Text(job = await JobAsync(), "state") is "done" or "failed" or "cancelled",
            bound ?? TimeSpan.FromSeconds(60), () => $"the export to end; it is {job?.ToJsonString()}\n{logs?.Invoke()}");
        Assert.True(SlackApi.Text(job, "state") is "done", job!.ToJsonString() + logs?.Invoke());
        return job["report"]!;
    }

    public async Task<byte[]> BytesAsync(string? key = EmbeddedServer.OperatorKey)
    {
        using var answer = await api.Send(HttpMethod.Get, File, bearer: key);
        Assert.True(answer.IsSuccessStatusCode, $"{File} answered {(int)answer.StatusCode}");
        return await answer.Content.ReadAsByteArrayAsync();
    }

    public async Task<ZipArchive> OpenAsync() => new(new MemoryStream(await BytesAsync()));
}
