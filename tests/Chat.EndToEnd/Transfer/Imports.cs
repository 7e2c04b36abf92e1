using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Transfer;

/// <summary>Imports as operators make them.</summary>
internal static class Imports
{
    /// <summary>Uploads and answers the job's id.</summary>
    public static async Task<string> BeginAsync(SlackApi api, string team, byte[] zip)
    {
        using var answer = await api.Send(HttpMethod.Post, $"admin/teams/{team}/imports", Zip(zip), EmbeddedServer.OperatorKey);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, $"the upload was answered {(int)answer.StatusCode}: {body}");
        var job = JsonNode.Parse(body)!["job"]!;
        Assert.Equal("import", SlackApi.Text(job, "kind"));
        Assert.Equal($"/admin/jobs/{SlackApi.Text(job, "id")}", answer.Headers.Location?.OriginalString);
        return SlackApi.Text(job, "id");
    }

    public static async Task<JsonNode> JobAsync(SlackApi api, string job) => (await api.Admin(HttpMethod.Get, $"admin/jobs/{job}"))["job"]!;

    public static async Task<JsonNode> EndAsync(SlackApi api, string job, TimeSpan? bound = null)
    {
        JsonNode status = new JsonObject();
        await Eventually.True(
            async () =>
            {
                using var answer = await api.Send(HttpMethod.Get, $"admin/jobs/{job}", null, EmbeddedServer.OperatorKey);
                if (!answer.IsSuccessStatusCode)
                    return false;
                status = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["job"]!;
                return SlackApi.Text(status, "state") is "done" or "failed" or "cancelled";
            },
            bound ?? TimeSpan.FromSeconds(60), () => $"the end of the import: {status.ToJsonString()}");
        return status;
    }

    public static async Task<JsonNode> DoneAsync(SlackApi api, string team, byte[] zip)
    {
        var status = await EndAsync(api, await BeginAsync(api, team, zip));
        Assert.True(SlackApi.Text(status, "state") == "done", status.ToJsonString());
        return status;
    }

    public static ByteArrayContent Zip(byte[] bytes) => new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/zip") } };

    public static Task<byte[]> HoustonAsync() => File.ReadAllBytesAsync(Path.Combine(Repository.Root, "tests/data/houstondatavis-2016.zip"));
}
