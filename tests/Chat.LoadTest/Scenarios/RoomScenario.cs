using System.CommandLine;
using System.Globalization;
using Chat.LoadTest.Baseline;
using Chat.LoadTest.Measure;
using Chat.LoadTest.Target;

namespace Chat.LoadTest.Scenarios;

/// <summary>One large channel: what a message costs that goes to many.</summary>
internal static class RoomScenario
{
    private const double Step = 1.25;

    private static readonly Option<int> Members = new("--members") { Description = "Members of the channel, each with one session.", DefaultValueFactory = _ => 1000 };
    private static readonly Option<int> Senders = new("--senders") { Description = "Members who post, in turn.", DefaultValueFactory = _ => 10 };
    private static readonly Option<double> Rate = new("--rate") { Description = "Messages a second.", DefaultValueFactory = _ => 100 };
    private static readonly Option<bool> Climb = new("--climb") { Description = "Raise the rate by quarters until delivery's p99 passes the bound, and tell the last rate that kept it." };
    private static readonly Option<double> Bound = new("--bound") { Description = "The bound on p99 of --climb in milliseconds.", DefaultValueFactory = _ => 250 };
    private static readonly Option<string?> Baseline = new("--baseline") { Description = "bare: do the same against a bare Kestrel WebSocket room, and tell the ratio." };

    private sealed record Outcome(TalkResult Best, double Rate);

    public static Command Command()
    {
        Baseline.AcceptOnlyFromAmong("bare");
        return Common.AddTo(
            new Command("room", "One channel with many members, of whom some post.") { Members, Senders, Rate, Climb, Bound, Baseline }, Run);
    }

    private static async Task<Report> Run(ParseResult options, Common common)
    {
        var report = new Report("room", options, common);
        Outcome own;
        await using (var gathering = new Gathering(common.Server, common.TextBytes))
        {
            gathering.AddRoom((await World.Prepare(common.Server, 1, options.GetValue(Members)))[0], options.GetValue(Members));
            own = await Measure(options, common, gathering, common.Processes);
            Add(report, "measured", own, options);
            await report.AddChecks(gathering);
        }
        if (options.GetValue(Baseline) is not null)
            await Compare(report, options, common, own);
        return report;
    }

    private static async Task Compare(Report report, ParseResult options, Common common, Outcome own)
    {
        Console.WriteLine("The same against the bare room ...");
        await using var bare = await BareProcess.Start();
        using var server = new Server([bare.Address], null, null, common.Server.SourceAddresses);
        await using var gathering = new Gathering(server, common.TextBytes);
        var accounts = Enumerable.Range(0, options.GetValue(Members))
            .Select(n => new Account(string.Create(CultureInfo.InvariantCulture, $"U{n:0000000000}"), "bare", "bare")).ToList();
        gathering.AddRoom(new TeamAccounts("TBAREROOM", "bare", "C0000000000", accounts), accounts.Count);
        var other = await Measure(options, common, gathering, [bare.Process]);
        Add(report, "bare", other, options);
        if (own.Best.Usage.Servers.Count > 0)
            report.Add("ratio_of_deliveries_per_cpu_second", own.Best.DeliveredPerCpuSecond / other.Best.DeliveredPerCpuSecond, "× bare");
        report.Add("ratio_of_deliveries_per_second", own.Best.DeliveredPerSecond / other.Best.DeliveredPerSecond, "× bare");
    }

    private static async Task<Outcome> Measure(ParseResult options, Common common, Gathering gathering, IReadOnlyList<ServerProcess> processes)
    {
        await common.Connect(gathering);
        var talk = new Talk(gathering, processes);
        var senders = gathering.Members.Take(options.GetValue(Senders)).ToArray();
        var rate = options.GetValue(Rate);
        if (common.WarmUp > TimeSpan.Zero)
            await talk.OpenLoop(senders, rate, common.WarmUp);
        var best = new Outcome(await talk.OpenLoop(senders, rate, common.Time), rate);
        while (options.GetValue(Climb))
        {
            rate *= Step;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rate:0} messages a second ..."));
            var next = await talk.OpenLoop(senders, rate, common.Time);
            if (next.Delivery.P99 > options.GetValue(Bound) || next.Delivery.Count == 0)
                break;
            best = new Outcome(next, rate);
        }
        return best;
    }

    private static void Add(Report report, string name, Outcome outcome, ParseResult options)
    {
        if (options.GetValue(Climb))
            report.Add(name + "_highest_rate", outcome.Rate, "messages a second with p99 in bounds");
        report.Add(name, outcome.Best);
    }
}
