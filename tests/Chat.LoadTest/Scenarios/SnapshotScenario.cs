using System.CommandLine;
using System.Globalization;
using Chat.LoadTest.Measure;
using Chat.LoadTest.Target;

namespace Chat.LoadTest.Scenarios;

/// <summary>rtm.start of a large team.</summary>
internal static class SnapshotScenario
{
    private static readonly Option<int> Users = new("--users") { Description = "Users of the team.", DefaultValueFactory = _ => 5000 };
    private static readonly Option<int> Channels = new("--channels") { Description = "Channels of the team.", DefaultValueFactory = _ => 500 };
    private static readonly Option<double> Rate = new("--rate") { Description = "Calls a second.", DefaultValueFactory = _ => 2 };

    public static Command Command() => Common.AddTo(new Command("snapshot", "rtm.start of a large team.") { Users, Channels, Rate }, Run);

    private static async Task<Report> Run(ParseResult options, Common common)
    {
        var report = new Report("snapshot", options, common);
        await using var gathering = new Gathering(common.Server, common.TextBytes);
        var team = (await World.Prepare(common.Server, 1, options.GetValue(Users)))[0];
        var api = common.Server.Apis[0];
        await MakeChannels(api, team, options.GetValue(Channels));

        long bytes = 0;
        async Task Start(int number)
        {
            var answer = await api.CallRaw("rtm.start", team.Accounts[1 + number % (team.Accounts.Count - 1)].Token);
            if (!answer.AsSpan().StartsWith("{\"ok\":true"u8))
                throw new InvalidDataException(System.Text.Encoding.UTF8.GetString(answer.AsSpan(0, Math.Min(200, answer.Length))));
            Volatile.Write(ref bytes, answer.Length);
        }

        await OpenCalls.Run(gathering.Loop, options.GetValue(Rate), common.WarmUp, Start);
        var meter = new UsageMeter(common.Processes);
        var (latency, failed) = await OpenCalls.Run(gathering.Loop, options.GetValue(Rate), common.Time, Start);
        report.Add("rtm_start", latency);
        report.Add("bytes_of_an_answer", bytes, "bytes");
        report.Add(meter.Read(), 0, 0);
        if (failed > 0)
            report.Fail($"{failed} calls failed");
        return report;
    }

    private static async Task MakeChannels(ChatApi api, TeamAccounts team, int wanted)
    {
        var present = 0;
        var cursor = "";
        do
        {
            using var page = await api.Call("conversations.list", team.Accounts[0].Token, ("limit", "1000"), ("cursor", cursor));
            present += page.RootElement.GetProperty("channels").GetArrayLength();
            cursor = page.RootElement.TryGetProperty("response_metadata", out var meta) ? meta.GetProperty("next_cursor").GetString()! : "";
        }
        while (cursor.Length > 0);
        if (present < wanted)
            Console.WriteLine($"Making {wanted - present} channels ...");
        for (var n = present; n < wanted; n++)
        {
            using var made = await api.Call(
                "conversations.create", team.Accounts[n % team.Accounts.Count].Token, ("name", string.Create(CultureInfo.InvariantCulture, $"channel-{n}")));
        }
    }
}
