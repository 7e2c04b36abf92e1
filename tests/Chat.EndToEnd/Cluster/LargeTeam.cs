using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;
using MySqlConnector;

namespace Chat.EndToEnd.Cluster;

/// <summary>A team with many messages of long ago in one channel, and people who talk in another; it can be moved to the other shard and back.</summary>
internal sealed class LargeTeam : IAsyncDisposable
{
    /// <summary>Earlier is long ago.</summary>
    private const long Recent = 1_700_000_000_000_000;

    private readonly CancellationTokenSource enough = new();
    private readonly ClusterServers cluster;
    private readonly string old;
    private readonly string channel;
    private Task talking = Task.CompletedTask;
    private string home = "";
    private long number;

    private LargeTeam(ClusterServers cluster, TestTeam team, string old, string channel) =>
        (this.cluster, Team, this.old, this.channel) = (cluster, team, old, channel);

    public TestTeam Team { get; }

    public List<Talker> Talkers { get; } = [];

    public TimeSpan LongestSilence => Proof.Outage([.. Talkers]);

    private string Away => home == "s1" ? "s2" : "s1";

    public static async Task<LargeTeam> CreateAsync(ClusterServers cluster, int people, int messages)
    {
        var names = Enumerable.Range(1, people).Select(n => string.Create(CultureInfo.InvariantCulture, $"person{n}")).ToArray();
        var team = await TestTeam.CreateAsync(cluster.Apis[0], [.. names, "quiet"]);
        var old = await team.CreateChannelAsync(names[0], "old", false, "quiet");
        var channel = await team.CreateChannelAsync(names[0], "work", false, names[1..]);
        var large = new LargeTeam(cluster, team, old, channel);
        large.home = await large.ShardAsync();
        await using var shard = await cluster.OpenShardAsync(large.home);
        large.number = Convert.ToInt64(
            await AskAsync(shard, $"SELECT team_id FROM teams WHERE domain = '{team.Domain}'"), CultureInfo.InvariantCulture);
        // As if they had been posted long ago.
        await AskAsync(
            shard,
            $"""
            INSERT INTO messages (team_id, channel_id, ts, user_id, text, version)
            SELECT {large.number}, '{old}', 1600000000000000 + seq * 1000, '{team[names[0]].Id}', CONCAT('an old message, the ', seq, 'th of this channel'), 1
              FROM seq_1_to_{messages}
            """);
        foreach (var (n, name) in names.Index())
            large.Talkers.Add(await Talker.StartAsync(team, name, channel, [cluster.Apis[n % 2], cluster.Apis[(n + 1) % 2]]));
        return large;
    }

    public void StartTalking(int perSecond) => talking = Task.WhenAll(Talkers.Select(t => t.TalkAsync(perSecond, enough.Token)));

    /// <summary>The old messages, as the shard has them on which the team lives.</summary>
    public async Task<(long Count, string Checksum)> PastAsync()
    {
        await using var shard = await cluster.OpenShardAsync(home);
        var sum = await AskAsync(
            shard, $"SELECT CONCAT(COUNT(*), ' ', COALESCE(SUM(CRC32(CONCAT_WS(' ', ts, user_id, text, version))), 0)) FROM messages WHERE team_id = {number} AND channel_id = '{old}' AND ts < {Recent}");
        var parts = ((string)sum!).Split(' ');
        return (long.Parse(parts[0], CultureInfo.InvariantCulture), parts[1]);
    }

    /// <summary>Rows of the team's on the shard that it left.</summary>
    public async Task<long> LeftBehindAsync()
    {
        await using var shard = await cluster.OpenShardAsync(Away);
        return Convert.ToInt64(await AskAsync(shard, $"SELECT COUNT(*) FROM messages WHERE team_id = {number}"), CultureInfo.InvariantCulture);
    }

    /// <summary>Moves it to the other shard; answers the job when it is done.</summary>
    public async Task<JsonNode> MoveAsync()
    {
        await BeginMoveAsync();
        return await UntilMovedAsync();
    }

    public async Task BeginMoveAsync()
    {
        using var answer = await cluster.Apis[0].Send(
            HttpMethod.Post, $"admin/teams/{Team.Id}/move", JsonContent.Create(new { shard = Away }), EmbeddedServer.OperatorKey);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task<JsonNode> JobAsync() => (await cluster.Apis[1].Admin(HttpMethod.Get, $"admin/teams/{Team.Id}/move"))["job"]!;

    /// <summary>Until it lives there, and what it left behind is deleted.</summary>
    public async Task<JsonNode> UntilMovedAsync()
    {
        JsonNode? job = null;
        await Eventually.True(
            async () => SlackApi.Text(job = await JobAsync(), "state") is "done" or "failed" or "cancelled",
            TimeSpan.FromMinutes(10),
            () => $"the move to end; it is {job?.ToJsonString()}; logs:\n{cluster.Logs()}");
        Assert.True(SlackApi.Text(job, "state") is "done", job!.ToJsonString());
        home = Away;
        Assert.Equal(home, await ShardAsync());
        return job!;
    }

    /// <summary>Ends the talk, waits until every post is acked, and proves that nothing was lost or doubled.</summary>
    public async Task ProveAsync()
    {
        await enough.CancelAsync();
        await talking;
        await Proof.NothingLostNothingTwice(Team, channel, [.. Talkers]);
    }

    public async ValueTask DisposeAsync()
    {
        await enough.CancelAsync();
        foreach (var talker in Talkers)
            await talker.DisposeAsync();
        // A test that failed has said why.
        await Task.WhenAny(talking);
        enough.Dispose();
    }

    private async Task<string> ShardAsync() => SlackApi.Text(await cluster.Apis[0].Admin(HttpMethod.Get, $"admin/teams/{Team.Id}/shard"), "shard");

    private static async Task<object?> AskAsync(MySqlConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 300;
        return await command.ExecuteScalarAsync();
    }
}
