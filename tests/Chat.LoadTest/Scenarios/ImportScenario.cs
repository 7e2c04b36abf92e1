using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Chat.LoadTest.Measure;
using Chat.LoadTest.Target;
using Chat.Tests.Transfer;

namespace Chat.LoadTest.Scenarios;

/// <summary>
/// An export of any size is made and imported into a team, while another team of the same servers talks: how fast, with how much memory, and what
/// the neighbours notice.
/// </summary>
internal static class ImportScenario
{
    private static readonly Option<long> Messages = new("--messages") { Description = "Messages of the export.", DefaultValueFactory = _ => 100_000 };
    private static readonly Option<int> Users = new("--users") { Description = "Users of the export.", DefaultValueFactory = _ => 1_000 };
    private static readonly Option<int> Channels = new("--channels") { Description = "Channels of the export.", DefaultValueFactory = _ => 100 };
    private static readonly Option<double> Posts = new("--posts") { Description = "Posts a second of the neighbours; 0: none.", DefaultValueFactory = _ => 50 };
    private static readonly Option<string?> Out = new("--out") { Description = "Only makes the export, as this file." };

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    public static Command Command() => Common.AddTo(
        new Command("import", "A made export is imported while another team talks.") { Messages, Users, Channels, Posts, Out }, Run);

    private static async Task<Report> Run(ParseResult options, Common common)
    {
        var report = new Report("import", options, common);
        var file = options.GetValue(Out) ?? Path.GetTempFileName();
        try
        {
            var generator = new ExportGenerator(options.GetValue(Users), options.GetValue(Channels), options.GetValue(Messages));
            await using (var zip = File.Create(file))
                generator.Write(zip);
            report.Add("archive", new FileInfo(file).Length / 1e6, "MB");
            if (options.GetValue(Out) is null)
                await Import(report, options, common, file);
            return report;
        }
        finally
        {
            if (options.GetValue(Out) is null)
                File.Delete(file);
        }
    }

    private static async Task Import(Report report, ParseResult options, Common common, string file)
    {
        var teams = await World.Prepare(common.Server, 2, 2);
        var (api, key) = (common.Server.Apis[0], common.Server.OperatorKey!);
        await using var gathering = new Gathering(common.Server, common.TextBytes);
        var rate = options.GetValue(Posts);
        Task Post(int n) => api.Call("chat.postMessage", teams[1].Accounts[0].Token, ("channel", teams[1].General), ("text", string.Create(CultureInfo.InvariantCulture, $"n {n}")));
        if (rate > 0)
        {
            await OpenCalls.Run(gathering.Loop, rate, common.WarmUp, Post);
            report.Add("post_before", (await OpenCalls.Run(gathering.Loop, rate, common.Time, Post)).Latency);
        }
        var peak = new PeakMemory(common.Processes);
        var uploading = Stopwatch.GetTimestamp();
        var job = await api.Upload($"teams/{teams[0].Id}/imports", key, file);
        report.Add("upload", Stopwatch.GetElapsedTime(uploading).TotalSeconds, "s");
        var talking = new CancellationTokenSource();
        var latencies = Talk(gathering, rate, Post, talking.Token);
        var began = Stopwatch.GetTimestamp();
        var (state, writing) = await Wait(api, key, job, peak);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await talking.CancelAsync();
        if (rate > 0)
        {
            var (all, worst) = await latencies;
            report.Add("post_meanwhile", all);
            report.Add("post_worst_window", worst);
        }
        report.Add("import", seconds, "s");
        report.Add("whole", options.GetValue(Messages) / seconds, "messages a second");
        report.Add("writing", options.GetValue(Messages) / Math.Max(0.001, writing), "messages a second");
        foreach (var (name, bytes, growth) in peak.Read())
        {
            report.Add($"{name}_peak_rss", bytes / 1e6, "MB");
            report.Add($"{name}_peak_growth", growth / 1e6, "MB above idle");
        }
        if (state != "done")
            report.Fail($"the import is {state}");
    }

    /// <summary>Until the job is over; answers its state, and for how many seconds it wrote messages.</summary>
    private static async Task<(string State, double Writing)> Wait(ChatApi api, string key, string job, PeakMemory peak)
    {
        long? first = null;
        long last = 0;
        while (true)
        {
            await Task.Delay(Look);
            peak.Take();
            var status = (await api.AdminGet($"jobs/{job}", key)).GetProperty("job");
            var state = status.GetProperty("state").GetString()!;
            if (status.TryGetProperty("progress", out var progress) && progress.GetProperty("unit").GetString() == "messages" && progress.GetProperty("done").GetInt64() is > 0 and var done)
            {
                first ??= Stopwatch.GetTimestamp();
                if (done < progress.GetProperty("total").GetInt64() || last == 0)
                    last = Stopwatch.GetTimestamp();
            }
            if (state is "done" or "failed" or "cancelled")
                return (state, first is { } since ? Stopwatch.GetElapsedTime(since, last).TotalSeconds : 0);
        }
    }

    /// <summary>Answers what the posts took, over all of the time and in its worst window: what somebody noticed, if anybody did.</summary>
    private static async Task<(Percentiles All, Percentiles Worst)> Talk(Gathering gathering, double rate, Func<int, Task> post, CancellationToken stop)
    {
        var all = new Latency();
        var windows = new List<Percentiles>();
        while (rate > 0 && !stop.IsCancellationRequested)
        {
            windows.Add((await OpenCalls.Run(gathering.Loop, rate, Window, post, all)).Latency);
            Console.WriteLine($"posts meanwhile: {windows[^1]}");
        }
        return (all.Percentiles(), windows.MaxBy(static window => window.P99) ?? all.Percentiles());
    }

    /// <summary>The most memory that each server process was seen to have, and had at first.</summary>
    private sealed class PeakMemory(IReadOnlyList<ServerProcess> processes)
    {
        private readonly long[] _first = [.. processes.Select(static p => p.Read().RssBytes)];
        private readonly long[] _peak = new long[processes.Count];

        public void Take()
        {
            for (var i = 0; i < processes.Count; i++)
                _peak[i] = Math.Max(_peak[i], processes[i].Read().RssBytes);
        }

        public IEnumerable<(string Name, long Bytes, long Growth)> Read() => processes.Select((p, i) => (p.Name, _peak[i], _peak[i] - _first[i]));
    }
}
