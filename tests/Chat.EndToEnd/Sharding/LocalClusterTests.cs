using System.Globalization;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Sharding;

/// <summary>
/// deploy/local-cluster.sh: two shards and the directory, each a pair as it is shipped, set up by pair.sh with the shipped users. What was acked is there after
/// all six database servers were away at once, stopped or killed, and the servers of each pair are in step again without anybody's help.
/// </summary>
[Collection(nameof(LocalClusterTests))]
public sealed class LocalClusterTests : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private readonly Dictionary<string, string> settings;
    private readonly int port;

    public LocalClusterTests()
    {
        port = FreeRow(16);
        settings = new()
        {
            ["CHAT_CLUSTER_STATE"] = folder.File("cluster"),
            ["CHAT_CLUSTER_PORT"] = port.ToString(CultureInfo.InvariantCulture),
            ["CHAT_CLUSTER_BUILD"] = "0",
            ["CHAT_CLUSTER_SILOS"] = "1",
            ["CHAT_CLUSTER_GATEWAYS"] = "1",
        };
    }

    public ValueTask InitializeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => KillAll();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Everything_is_there_after_a_power_cut_and_after_a_stop()
    {
        await UpAsync();
        var api = new SlackApi(new Uri($"http://127.0.0.1:{port}/"));
        var key = await File.ReadAllTextAsync(folder.File("cluster/operator-key"), TestContext.Current.CancellationToken);
        var teams = new List<(string Token, string Channel, List<string> Posts, bool IsEven, string Shard)>();
        while (!Kinds(teams))
            teams.Add(await TeamAsync(api, key, teams.Count));
        await PostAsync(api, teams, "before the power cut");

        // Nobody had the time to write anything; the silos go on.
        Kill("*-?.pid");
        await UpAsync();
        await ProveAsync(api, key, teams);
        await PostAsync(api, teams, "after the power cut");

        await RunAsync("down");
        Assert.DoesNotContain("runs (", (await RunAsync("status")).Output, StringComparison.Ordinal);
        await UpAsync();
        await ProveAsync(api, key, teams);
        await PostAsync(api, teams, "after the stop");
    }

    public async ValueTask DisposeAsync()
    {
        await ShellScript.RunAsync("deploy/local-cluster.sh", settings, "down");
        KillAll();
        folder.Dispose();
    }

    /// <summary>Teams of both parities on both shards: all four servers serve somebody.</summary>
    private static bool Kinds(IEnumerable<(string Token, string Channel, List<string> Posts, bool IsEven, string Shard)> teams) =>
        teams.Select(static t => (t.IsEven, t.Shard)).Distinct().Count() == 4;

    private static async Task<(string Token, string Channel, List<string> Posts, bool IsEven, string Shard)> TeamAsync(SlackApi api, string key, int number)
    {
        var made = await api.Admin(
            HttpMethod.Post,
            "admin/teams",
            new { name = $"Team {number}", domain = $"team{number}", admin = new { name = "alice", email = "alice@example.org", password = TestTeam.AdminPassword } },
            key);
        var token = made["token"]!.GetValue<string>();
        var channels = await api.Ok("conversations.list", token, ("limit", 100));
        return (
            token, channels["channels"]![0]!["id"]!.GetValue<string>(), [], PairCluster.IsEven(made["team"]!["id"]!.GetValue<string>()),
            made["team"]!["shard"]!.GetValue<string>());
    }

    private static async Task PostAsync(SlackApi api, IEnumerable<(string Token, string Channel, List<string> Posts, bool IsEven, string Shard)> teams, string when)
    {
        foreach (var (token, channel, posts, _, _) in teams)
        {
            for (var n = 0; n < 5; n++)
            {
                posts.Add($"{when}, {n}");
                await api.Ok("chat.postMessage", token, ("channel", channel), ("text", posts[^1]));
            }
        }
    }

    private static async Task ProveAsync(SlackApi api, string key, IEnumerable<(string Token, string Channel, List<string> Posts, bool IsEven, string Shard)> teams)
    {
        var shards = await api.Admin(HttpMethod.Get, "admin/shards", null, key);
        Assert.Equal(["synced", "synced"], shards["shards"]!.AsArray().Select(static s => s!["sync_state"]!.GetValue<string>()));
        foreach (var (token, channel, posts, _, _) in teams)
        {
            var history = await api.Ok("conversations.history", token, ("channel", channel), ("limit", 100));
            var texts = history["messages"]!.AsArray().Select(static m => m!["text"]!.GetValue<string>()).Where(static text => text.Contains("the ", StringComparison.Ordinal));
            Assert.Equal(posts, texts.Reverse());
        }
    }

    private async Task UpAsync()
    {
        var (_, output) = await RunAsync("up");
        Assert.Contains("s1       synced", output, StringComparison.Ordinal);
        Assert.Contains("s2       synced", output, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output)> RunAsync(string command)
    {
        var done = await ShellScript.RunAsync("deploy/local-cluster.sh", settings, command);
        Assert.True(done.Code == 0, $"local-cluster.sh {command} ended with {done.Code}:\n{done.Output}\n{(done.Code == 0 ? "" : Logs())}");
        return done;
    }

    /// <summary>The ends of all that was logged.</summary>
    private string Logs() => string.Join(
        '\n', Directory.EnumerateFiles(folder.File("cluster/log")).Order(StringComparer.Ordinal).SelectMany(log => File.ReadLines(log).TakeLast(15).Prepend($"== {Path.GetFileName(log)}")));

    private void KillAll() => Kill("*.pid");

    /// <summary>SIGKILL for what 'up' started.</summary>
    private void Kill(string files)
    {
        var run = folder.File("cluster/run");
        if (!Directory.Exists(run))
            return;
        foreach (var file in Directory.EnumerateFiles(run, files))
        {
            var id = int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture);
            var started = File.ReadAllText(Path.ChangeExtension(file, ".started")).Trim();
            // The same process still, and not a stranger with its number.
            if (StartedAt(id) == started)
                Signals.Send(id, Signals.Kill);
        }
    }

    private static string StartedAt(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ')[19];
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>The first of so many ports in a row.</summary>
    private static int FreeRow(int count)
    {
        while (true)
        {
            var first = FreePorts.Take();
            var last = first;
            while (last - first < count - 1 && FreePorts.Take() == last + 1)
                last++;
            if (last - first == count - 1)
                return first;
        }
    }
}

/// <summary>Its ten processes have the machine for themselves.</summary>
[CollectionDefinition(nameof(LocalClusterTests), DisableParallelization = true)]
public sealed class LocalClusterCollection;
