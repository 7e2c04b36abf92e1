using System.CommandLine;
using System.Globalization;
using Chat.LoadTest.Measure;
using Chat.LoadTest.Target;

namespace Chat.LoadTest.Scenarios;

/// <summary>Sessions that do nothing: what one costs in memory and processor time.</summary>
internal static class IdleScenario
{
    private static readonly Option<int> Sessions = new("--sessions") { Description = "Sessions, over all teams.", DefaultValueFactory = _ => 15_000 };
    private static readonly Option<int> Teams = new("--teams") { Description = "Teams.", DefaultValueFactory = _ => 100 };
    private static readonly Option<int> Users = new("--users") { Description = "Users of each team, among whom its sessions are divided.", DefaultValueFactory = _ => 30 };
    private static readonly Option<double> Settle = new("--settle") { Description = "Seconds to wait before memory is read and processor time is counted.", DefaultValueFactory = _ => 15 };

    public static Command Command() => Common.AddTo(
        new Command("idle", "Many sessions that do nothing: memory and processor time of each. Give --pid.") { Sessions, Teams, Users, Settle }, Run);

    private static async Task<Report> Run(ParseResult options, Common common)
    {
        var report = new Report("idle", options, common);
        var settle = TimeSpan.FromSeconds(options.GetValue(Settle));
        await using var gathering = new Gathering(common.Server, common.TextBytes);
        var perTeam = options.GetValue(Sessions) / options.GetValue(Teams);
        foreach (var team in await World.Prepare(common.Server, options.GetValue(Teams), Math.Min(perTeam, options.GetValue(Users))))
            gathering.AddRoom(team, perTeam);

        // The first third warms up code and pools: what a session costs is told by those that follow.
        var first = gathering.Members.Where((_, n) => n % 3 == 0).ToArray();
        await gathering.Connector.OpenAll(first, common.OpenAtOnce);
        await Task.Delay(settle);
        var growth = new UsageMeter(common.Processes);
        await gathering.Connector.OpenAll(gathering.Members.Where((_, n) => n % 3 != 0), common.OpenAtOnce);
        Console.WriteLine($"{gathering.Members.Count} sessions are open; waiting {settle.TotalSeconds:0} s ...");
        await Task.Delay(settle);
        AddMemory(report, growth.Read(), gathering.Members.Count - first.Length);

        Console.WriteLine($"Counting processor time for {common.Time.TotalSeconds:0} s ...");
        var idle = new UsageMeter(common.Processes);
        await Task.Delay(common.Time);
        var usage = idle.Read();
        report.Line("while idle:");
        report.Add(usage, 0, 0);
        report.Add("cpu_percent_of_one_core", 100 * usage.ServerCpuSeconds / usage.Seconds, "%");
        await report.AddChecks(gathering);
        return report;
    }

    private static void AddMemory(Report report, Usage usage, int sessions)
    {
        foreach (var server in usage.Servers)
        {
            report.Add(
                string.Create(CultureInfo.InvariantCulture, $"rss_per_session_{server.Name}"), server.RssGrowthBytes / 1024.0 / sessions,
                string.Create(CultureInfo.InvariantCulture, $"KB over the last {sessions:#,0} sessions; RSS {server.RssBytes / 1048576.0:0} MB"));
        }
    }
}
