using System.CommandLine;
using System.Globalization;
using Chat.LoadTest.Baseline;
using Chat.LoadTest.Measure;
using Chat.LoadTest.Sockets;
using Chat.LoadTest.Target;

namespace Chat.LoadTest.Scenarios;

/// <summary>People who type links: chat.unfurlPreview of pages that are known already, or of new ones, on a site of this program's own.</summary>
internal static class PreviewsScenario
{
    private static readonly Option<double> Rate = new("--rate") { Description = "Previews a second.", DefaultValueFactory = _ => 100 };
    private static readonly Option<bool> New = new("--new") { Description = "Each preview is of a page that nobody has asked for before." };
    private static readonly Option<int> Port = new("--site-port")
    {
        Description = "Port of the site on 127.0.0.1; the server must be allowed to look at it (Chat:Unfurling:AllowedNetworks, AllowedPorts).",
        DefaultValueFactory = _ => 18190,
    };

    public static Command Command() => Common.AddTo(new Command("previews", "Previews of links while typing, at a rate: from the call to its answer.") { Rate, New, Port }, Run);

    private static async Task<Report> Run(ParseResult options, Common common)
    {
        var report = new Report("previews", options, common);
        await using var site = await PreviewSite.Start(options.GetValue(Port));
        var team = (await World.Prepare(common.Server, 1, 10))[0];
        var run = Guid.NewGuid().ToString("N");
        var isNew = options.GetValue(New);
        using var loop = new EventLoop();

        async Task Type(int number)
        {
            var page = isNew ? $"{run}/{number}" : string.Create(CultureInfo.InvariantCulture, $"known/{number % 10}");
            var api = common.Server.Apis[number % common.Server.Apis.Length];
            using var answer = await api.Call(
                "chat.unfurlPreview", team.Accounts[number % team.Accounts.Count].Token,
                ("url", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{options.GetValue(Port)}/{page}")));
            if (answer.RootElement.GetProperty("attachment").GetProperty("title").GetString() != $"Page /{page}")
                throw new ApiException("chat.unfurlPreview", "another page's preview");
        }

        await OpenCalls.Run(loop, options.GetValue(Rate), common.WarmUp, Type);
        var warmed = site.Asked;
        run = Guid.NewGuid().ToString("N");
        var meter = new UsageMeter(common.Processes);
        var (latency, failed) = await OpenCalls.Run(loop, options.GetValue(Rate), common.Time, Type);
        report.Add("from_call_to_answer", latency);
        report.Add("pages_asked_for", site.Asked - warmed, "pages");
        report.Add(meter.Read(), 0, 0);
        if (failed > 0)
            report.Fail($"{failed} previews were not answered");
        return report;
    }
}
