using System.CommandLine;
using Chat.LoadTest.Measure;
using Chat.LoadTest.Target;

namespace Chat.LoadTest.Scenarios;

/// <summary>People who come and go: from rtm.connect to hello.</summary>
internal static class ConnectScenario
{
    private static readonly Option<int> Teams = new("--teams") { Description = "Teams.", DefaultValueFactory = _ => 10 };
    private static readonly Option<int> Members = new("--members") { Description = "Members of each team, who come in turn.", DefaultValueFactory = _ => 20 };
    private static readonly Option<double> Rate = new("--rate") { Description = "Sessions a second.", DefaultValueFactory = _ => 200 };

    public static Command Command() => Common.AddTo(new Command("connect", "Sessions that open at a rate: from rtm.connect to hello.") { Teams, Members, Rate }, Run);

    private static async Task<Report> Run(ParseResult options, Common common)
    {
        var report = new Report("connect", options, common);
        await using var gathering = new Gathering(common.Server, common.TextBytes);
        foreach (var team in await World.Prepare(common.Server, options.GetValue(Teams), options.GetValue(Members)))
            gathering.AddRoom(team, options.GetValue(Members));
        var members = Enumerable.Range(0, options.GetValue(Members)).SelectMany(n => gathering.Rooms.Select(r => r.Members[n])).ToArray();

        // A member of its own for each time, since the one before may still be open; each is a fresh session without a position.
        async Task Come(int number)
        {
            var like = members[number % members.Length];
            var member = new Member(like.Room, like.Account, like.Api, gathering.Ledger);
            await gathering.Connector.Open(member);
            gathering.Loop.Post(member.Drop);
        }

        await OpenCalls.Run(gathering.Loop, options.GetValue(Rate), common.WarmUp, Come);
        var meter = new UsageMeter(common.Processes);
        var (latency, failed) = await OpenCalls.Run(gathering.Loop, options.GetValue(Rate), common.Time, Come);
        report.Add("from_rtm_connect_to_hello", latency);
        report.Add(meter.Read(), 0, 0);
        if (failed > 0)
            report.Fail($"{failed} sessions did not open");
        if (common.Server.RefusedByRate > 0)
            report.Line($"answered 429 and asked again: {common.Server.RefusedByRate}");
        return report;
    }
}
