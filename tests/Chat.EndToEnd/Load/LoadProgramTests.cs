using System.Diagnostics;
using System.Text.Json.Nodes;
using Chat.EndToEnd.Cluster;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Load;

/// <summary>
/// Every scenario of the load program, short, against the cluster: it must hold, and its report must tell of what was asked for. Figures are for
/// tests/load.sh.
/// </summary>
[Collection(nameof(UntimedCluster))]
public sealed class LoadProgramTests(UntimedCluster servers) : IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    private readonly TempFolder folder = new();

    public async ValueTask InitializeAsync() => await servers.HealAsync();

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_room_beside_the_bare_one()
    {
        var report = await RunAsync("room", "--members 40 --senders 8 --rate 40 --seconds 3 --warmup 1 --baseline bare");
        AssertAllCame(report, sessions: 40, atLeastSent: 100);
        Assert.True(report["ratio_of_deliveries_per_cpu_second"]!.GetValue<double>() > 0);
        Assert.True(report["measured"]!["delivery"]!["p99"]!.GetValue<double>() > 0);
    }

    [Fact]
    public async Task A_room_at_rising_rates_until_the_bound_is_passed()
    {
        var report = await RunAsync("room", "--members 10 --senders 10 --rate 20 --climb --bound 0.001 --seconds 1 --warmup 1");
        AssertAllCame(report, sessions: 10, atLeastSent: 20);
        Assert.Equal(20, report["measured_highest_rate"]!.GetValue<double>());
    }

    [Fact]
    public async Task Teams_with_their_typing_and_presence()
    {
        var report = await RunAsync("teams", "--teams 4 --members 5 --rate 40 --seconds 3 --warmup 1");
        AssertAllCame(report, sessions: 20, atLeastSent: 100);
        Assert.True(report["counts"]!["ephemeral"]!.GetValue<long>() > 0);
    }

    [Fact]
    public async Task Teams_that_post_as_fast_as_they_are_answered() =>
        AssertAllCame(await RunAsync("teams", "--teams 4 --members 5 --closed --seconds 2 --warmup 1"), sessions: 20, atLeastSent: 100);

    [Fact]
    public async Task Idle_sessions()
    {
        var report = await RunAsync("idle", "--sessions 120 --teams 4 --users 10 --settle 1 --seconds 2 --sources 2");
        AssertAllCame(report, sessions: 120, atLeastSent: 0);
        Assert.NotNull(report["rss_per_session_gateway1"]);
    }

    [Fact]
    public async Task A_storm_that_is_resumed_from_the_buffer()
    {
        var report = await RunAsync("storm", $"--sessions 200 --teams 10 --users 10 --warmup 2 --sources 2 --rate 40");
        AssertAllCame(report, sessions: 200, atLeastSent: 50);
        Assert.Equal(0, report["counts"]!["not_resumed"]!.GetValue<long>());
    }

    [Fact]
    public async Task Connecting_paging_and_starting()
    {
        Assert.True((await RunAsync("connect", "--teams 2 --members 5 --rate 20 --seconds 2 --warmup 1"))["from_rtm_connect_to_hello"]!["p99"]!.GetValue<double>() > 0);
        Assert.True((await RunAsync("history", "--fill 150 --rate 20 --seconds 2 --warmup 1"))["page"]!["p99"]!.GetValue<double>() > 0);
        Assert.True((await RunAsync("snapshot", "--users 30 --channels 10 --seconds 2 --warmup 1"))["rtm_start"]!["p50"]!.GetValue<double>() > 0);
    }

    private static void AssertAllCame(JsonNode report, long sessions, long atLeastSent)
    {
        var counts = report["counts"]!;
        long Count(string name) => counts[name]!.GetValue<long>();
        Assert.Equal(sessions, report["sessions"]!.GetValue<long>());
        Assert.InRange(Count("sent"), atLeastSent, long.MaxValue);
        Assert.Equal(Count("sent"), Count("acked"));
        Assert.Equal(
            (0, 0, 0, 0, 0),
            (report["lost"]!.GetValue<long>(), report["unanswered"]!.GetValue<long>(), Count("repeated"), Count("out_of_order"), Count("inconsistent")));
    }

    private async Task<JsonNode> RunAsync(string scenario, string options)
    {
        var json = folder.File("report.json");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] servedBy = [.. servers.Gateways.SelectMany(gateway => new[] { "--url", gateway.Address.ToString(), "--pid", $"{gateway.Name}={gateway.Id}" })];
        foreach (var argument in (string[])[
            Repository.Assembly("tests/Chat.LoadTest", "Chat.LoadTest"), scenario, .. options.Split(' '), .. servedBy,
            "--operator-key", EmbeddedServer.OperatorKey, "--json", json])
            start.ArgumentList.Add(argument);
        using var program = Process.Start(start)!;
        var output = new ProcessLog();
        program.OutputDataReceived += (_, line) => output.Add(line.Data);
        program.ErrorDataReceived += (_, line) => output.Add(line.Data);
        program.BeginOutputReadLine();
        program.BeginErrorReadLine();
        try
        {
            await program.WaitForExitAsync().Within(Bound, () => $"{scenario} to end; it said:\n{output}");
        }
        finally
        {
            if (!program.HasExited)
                program.Kill();
        }
        Assert.True(program.ExitCode == 0, $"{scenario} exited with {program.ExitCode}:\n{output}");
        return JsonNode.Parse(await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken))!;
    }
}
