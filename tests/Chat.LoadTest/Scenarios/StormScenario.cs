using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Chat.LoadTest.Measure;
using Chat.LoadTest.Sockets;
using Chat.LoadTest.Target;

namespace Chat.LoadTest.Scenarios;

/// <summary>All sessions are lost at once and come back, while messages go on: nobody may miss one or see one twice.</summary>
internal static class StormScenario
{
    private static readonly Option<int> Sessions = new("--sessions") { Description = "Sessions, over all teams.", DefaultValueFactory = _ => 1000 };
    private static readonly Option<int> Teams = new("--teams") { Description = "Teams.", DefaultValueFactory = _ => 10 };
    private static readonly Option<int> Users = new("--users") { Description = "Users of each team, among whom its sessions are divided.", DefaultValueFactory = _ => 30 };
    private static readonly Option<double> Rate = new("--rate") { Description = "Messages a second that are posted over HTTP all the while, over all teams.", DefaultValueFactory = _ => 50 };
    private static readonly Option<string[]> Databases = new("--database") { Description = "Connection string of a MySQL server, to count what is read of it; several times for several.", DefaultValueFactory = _ => [] };
    private static readonly Option<int> Behind = new("--behind") { Description = "Messages of each team that are posted while all are away, before they come back.", DefaultValueFactory = _ => 0 };
    private const int PostsAtOnce = 64;
    private static readonly TimeSpan DrainBound = TimeSpan.FromSeconds(30);

    public static Command Command() => Common.AddTo(
        new Command("storm", "All sessions drop at once and resume, each from its own position, while messages go on.") { Sessions, Teams, Users, Rate, Databases, Behind }, Run);

    private static async Task<Report> Run(ParseResult options, Common common)
    {
        var report = new Report("storm", options, common);
        await using var gathering = new Gathering(common.Server, common.TextBytes);
        var perTeam = options.GetValue(Sessions) / options.GetValue(Teams);
        foreach (var team in await World.Prepare(common.Server, options.GetValue(Teams), Math.Min(perTeam, options.GetValue(Users))))
            gathering.AddRoom(team, perTeam);
        await common.Connect(gathering);

        var loop = gathering.Loop;
        var next = 0;
        var pacer = new Pacer(Stopwatch.GetTimestamp(), options.GetValue(Rate), due => PostByHttp(gathering, gathering.Rooms[next++ % gathering.Rooms.Count], due));
        await loop.Tell(() => loop.Add(pacer));
        await Task.Delay(common.WarmUp);

        var database = new DatabaseCounters(options.GetValue(Databases)!);
        await database.Begin();
        var usage = new UsageMeter(common.Processes);
        var took = await Storm(gathering, options.GetValue(Behind), common);
        var reads = await database.Since();
        report.Add("seconds_until_all_had_resumed", took.All.TotalSeconds, "s");
        report.Add("from_the_drop_to_hello", took.Each);
        foreach (var (name, count) in reads)
            report.Add("database_" + name, count, "");
        report.Add(usage.Read(), 0, 0);

        await Task.Delay(TimeSpan.FromSeconds(1));
        await loop.Tell(() => loop.Remove(pacer));
        var since = Stopwatch.GetTimestamp();
        while (await loop.Ask(() => gathering.Ledger.Incomplete) > 0 && Stopwatch.GetElapsedTime(since) < DrainBound)
            await Task.Delay(50);
        await report.AddChecks(gathering);
        if (common.Server.RefusedByRate > 0)
            report.Line(string.Create(CultureInfo.InvariantCulture, $"answered 429 and asked again: {common.Server.RefusedByRate:#,0}"));
        return report;
    }

    private static async Task<(TimeSpan All, Percentiles Each)> Storm(Gathering gathering, int behind, Common common)
    {
        Console.WriteLine($"Dropping {gathering.Members.Count} sessions ...");
        await gathering.Loop.Tell(() => gathering.Members.ForEach(m => m.Drop()));
        var all = gathering.Rooms.SelectMany(room => Enumerable.Repeat(room, behind));
        await Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = PostsAtOnce }, async (room, _) =>
            await await gathering.Loop.Ask(() => PostByHttp(gathering, room, gathering.Loop.Now)));
        var dropped = Stopwatch.GetTimestamp();
        var each = new Latency();
        var open = 0;
        await Parallel.ForEachAsync(gathering.Members, new ParallelOptions { MaxDegreeOfParallelism = common.OpenAtOnce }, async (member, _) =>
        {
            var isResumed = await gathering.Connector.Open(member);
            await gathering.Loop.Tell(() =>
            {
                each.Record(gathering.Loop.Now - dropped);
                gathering.Continue(member, isResumed);
                if (++open % 1000 == 0)
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{open} are back after {Stopwatch.GetElapsedTime(dropped).TotalSeconds:0.0} s"));
            });
        });
        return (Stopwatch.GetElapsedTime(dropped), each.Percentiles());
    }

    /// <summary>On the loop's thread. The author's own sessions must see it too: no socket of theirs sent it.</summary>
    private static Task PostByHttp(Gathering gathering, Room room, long due)
    {
        var author = room.Members[0];
        var number = gathering.Ledger.Add(author, due);
        var text = gathering.TextOf(number);
        var id = gathering.Ledger.ClientMsgId(number);
        return Task.Run(async () =>
        {
            try
            {
                using var answer = await author.Api.Call(
                    "chat.postMessage", author.Account.Token, ("channel", room.Channel), ("text", text), ("client_msg_id", id));
                var ts = answer.RootElement.GetProperty("ts").GetString()!;
                gathering.Loop.Post(() => gathering.Ledger.AckedElsewhere(number, ts));
            }
            catch (Exception e) when (e is HttpRequestException or ApiException or OperationCanceledException)
            {
                gathering.Loop.Post(() => gathering.Ledger.Refuse(number, (e as ApiException)?.Code ?? e.GetType().Name));
            }
        });
    }
}
