using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Chat.LoadTest.Measure;
using Chat.LoadTest.Target;

namespace Chat.LoadTest.Scenarios;

/// <summary>Pages of a long channel's history, from anywhere in it.</summary>
internal static class HistoryScenario
{
    private static readonly Option<double> Rate = new("--rate") { Description = "Pages a second.", DefaultValueFactory = _ => 50 };
    private static readonly Option<int> Limit = new("--limit") { Description = "Messages of a page.", DefaultValueFactory = _ => 100 };
    private static readonly Option<int> Fill = new("--fill") { Description = "Post so many messages first, as fast as the server takes them.", DefaultValueFactory = _ => 0 };

    private const int Writers = 100;

    public static Command Command() => Common.AddTo(
        new Command("history", "Pages of #general of the first team of the world, from anywhere in it.") { Rate, Limit, Fill }, Run);

    private static async Task<Report> Run(ParseResult options, Common common)
    {
        var report = new Report("history", options, common);
        await using var gathering = new Gathering(common.Server, common.TextBytes);
        var team = (await World.Prepare(common.Server, 1, 2))[0];
        if (options.GetValue(Fill) is > 0 and var wanted)
            await Post(gathering, team, common, wanted);
        var api = common.Server.Apis[0];
        var reader = new Pages(api, team.Accounts[0].Token, team.General, options.GetValue(Limit));
        await reader.FindEnds();

        await OpenCalls.Run(gathering.Loop, options.GetValue(Rate), common.WarmUp, reader.Read);
        var meter = new UsageMeter(common.Processes);
        var (latency, failed) = await OpenCalls.Run(gathering.Loop, options.GetValue(Rate), common.Time, reader.Read);
        report.Add("page", latency);
        report.Add(meter.Read(), 0, 0);
        if (failed > 0)
            report.Fail($"{failed} pages were not what they should be");
        return report;
    }

    private static async Task Post(Gathering gathering, TeamAccounts team, Common common, int wanted)
    {
        gathering.AddRoom(team, Writers);
        await common.Connect(gathering);
        var talk = new Talk(gathering, common.Processes);
        while (gathering.Ledger.Counts.Acked < wanted)
            await talk.ClosedLoop(gathering.Members, TimeSpan.FromSeconds(5));
        await gathering.Loop.Tell(() => gathering.Members.ForEach(m => m.Drop()));
    }

    private sealed class Pages(ChatApi api, string token, string channel, int limit)
    {
        private long _oldest, _latest;

        public async Task FindEnds()
        {
            using var last = await api.Call("conversations.history", token, ("channel", channel), ("limit", "1"));
            using var first = await api.Call("conversations.history", token, ("channel", channel), ("limit", "1"), ("oldest", "1"));
            _latest = TsOf(last.RootElement.GetProperty("messages")[0]);
            _oldest = TsOf(first.RootElement.GetProperty("messages")[0]);
        }

        /// <summary>A page that ends somewhere in the channel.</summary>
        public async Task Read(int number)
        {
            // A sequence that hits every part equally: the fractional parts of multiples of the golden ratio.
            var part = number * 0.6180339887498949 % 1;
            var latest = _oldest + (long)((_latest - _oldest) * part) + 1;
            using var page = await api.Call("conversations.history", token, ("channel", channel), ("limit", limit.ToString(CultureInfo.InvariantCulture)), ("latest", Ts.Format(latest)));
            Check(page.RootElement, latest);
        }

        private void Check(JsonElement page, long latest)
        {
            var before = latest;
            var count = 0;
            foreach (var message in page.GetProperty("messages").EnumerateArray())
            {
                var ts = TsOf(message);
                if (ts >= before)
                    throw new InvalidDataException($"{ts} follows {before} in a page of history.");
                before = ts;
                count++;
            }
            if (count < limit && page.GetProperty("has_more").GetBoolean())
                throw new InvalidDataException($"A page of {limit} holds {count} messages though there are more.");
        }

        private static long TsOf(JsonElement message) => Ts.Parse(System.Text.Encoding.ASCII.GetBytes(message.GetProperty("ts").GetString()!));
    }
}
