using System.Net;
using Chat.EndToEnd.Harness;
using Chat.Tests.Transfer;

namespace Chat.EndToEnd.Transfer;

/// <summary>A server that takes its time for exports and keeps them for seconds.</summary>
public sealed class SlowExports : IAsyncLifetime
{
    /// <summary>Messages in a second.</summary>
    public const int Pace = 200;

    private readonly TempFolder folder = new();

    public ServerProcess Server { get; private set; } = null!;

    public SlackApi Api => new(Server.Address);

    public async ValueTask InitializeAsync() => Server = await EmbeddedServer.StartAsync(folder, new Dictionary<string, string>
    {
        ["Chat__Transfer__ExportMessagesPerSecond"] = "200",
        ["Chat__Transfer__KeepExports"] = "00:00:25",
        ["Chat__Transfer__SweepPeriod"] = "00:00:01",
        ["Chat__Jobs__LeaseTime"] = "00:00:03",
        ["Chat__Jobs__FirstPause"] = "00:00:00.1",
    });

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        folder.Dispose();
    }
}

public sealed class SlowExportTests(SlowExports slow) : IClassFixture<SlowExports>
{
    private const int Messages = 1_000;

    [Fact]
    public async Task People_who_chat_meanwhile_neither_get_into_an_export_nor_lose_anything_in_it()
    {
        var (team, before) = await NewTeamAsync();
        using var enough = new CancellationTokenSource();
        var talk = TalkAsync(team, enough.Token);
        var export = await Export.BeginAsync(team, new { });
        await export.UntilDoneAsync();
        await enough.CancelAsync();
        var meanwhile = await talk;

        using var zip = await export.OpenAsync();
        var archived = zip.Entries.Where(static e => e.FullName.StartsWith("general/", StringComparison.Ordinal))
            .SelectMany(static e => ArchiveComparison.Read(e)).Select(static m => SlackApi.Text(m, "ts")).ToList();
        Assert.Equal(archived.Distinct().Order(StringComparer.Ordinal), archived);
        Assert.Empty(before.Except(archived));
        // One point parts what is in it from what is not.
        var point = archived[^1];
        Assert.Equal(meanwhile.Where(ts => string.CompareOrdinal(ts, point) <= 0), meanwhile.Intersect(archived));
        Assert.True(meanwhile.Count(ts => string.CompareOrdinal(ts, point) > 0) > 20, "hardly anybody talked while it was made");
    }

    [Fact]
    public async Task A_cancelled_export_leaves_no_file()
    {
        var (team, _) = await NewTeamAsync();
        var export = await Export.BeginAsync(team, new { });
        await Eventually.True(
            async () => (long)(await export.JobAsync())["progress"]!["done"]! is > 100 and < Messages, Eventually.Usual, () => "the export to be in the middle");
        using (var early = await team.Api.Send(HttpMethod.Get, export.File, bearer: team.Admin.Token))
            Assert.Equal(HttpStatusCode.NotFound, early.StatusCode);
        await team.Api.Admin(HttpMethod.Delete, $"admin/jobs/{export.Id}", key: team.Admin.Token);
        await Eventually.True(async () => SlackApi.Text(await export.JobAsync(), "state") == "cancelled", Eventually.Usual, () => "the export to be cancelled");
        using var late = await team.Api.Send(HttpMethod.Get, export.File, bearer: team.Admin.Token);
        Assert.Equal(HttpStatusCode.NotFound, late.StatusCode);
    }

    [Fact]
    public async Task A_file_and_its_link_end_when_they_expire()
    {
        var team = await TestTeam.CreateAsync(slow.Api);
        var export = await Export.BeginAsync(team, new { });
        var link = SlackApi.Text(await export.UntilDoneAsync(), "url");
        using (var answer = await team.Api.Send(HttpMethod.Get, link))
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        foreach (var (path, key) in new[] { (link, null), (export.File, EmbeddedServer.OperatorKey) })
        {
            await Eventually.True(
                async () =>
                {
                    using var answer = await team.Api.Send(HttpMethod.Get, path, bearer: key);
                    return answer.StatusCode == HttpStatusCode.NotFound;
                },
                TimeSpan.FromSeconds(40), () => $"{path} to end");
        }
        await Eventually.True(
            () => slow.Server.Log.ToString()!.Contains($"{export.Id} has expired and was removed", StringComparison.Ordinal), Eventually.Usual, "the file to be removed");
    }

    private async Task<(TestTeam Team, List<string> Posted)> NewTeamAsync()
    {
        var team = await TestTeam.CreateAsync(slow.Api, "alice", "bob");
        var posted = new List<string>();
        foreach (var chunk in Enumerable.Range(0, Messages).Chunk(50))
            posted.AddRange(await Task.WhenAll(chunk.Select(n => team.PostAsync(n % 2 == 0 ? "alice" : "bob", team.General, $"message {n}"))));
        return (team, posted);
    }

    private static async Task<List<string>> TalkAsync(TestTeam team, CancellationToken until)
    {
        var posted = new List<string>();
        while (!until.IsCancellationRequested)
            posted.Add(await team.PostAsync("bob", team.General, "meanwhile"));
        return posted;
    }
}
