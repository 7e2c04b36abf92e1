using System.CommandLine;
using System.Runtime.Versioning;
using Chat.LoadTest.Baseline;
using Chat.LoadTest.Measure;
using Chat.LoadTest.Scenarios;

// epoll, /proc.
[assembly: SupportedOSPlatform("linux")]

var root = new RootCommand("Puts load on a Chat.Orleans server by its public protocol, measures it, and checks that nothing is lost, repeated or out of order.")
{
    RoomScenario.Command(),
    TeamsScenario.Command(),
    IdleScenario.Command(),
    StormScenario.Command(),
    ConnectScenario.Command(),
    HistoryScenario.Command(),
    SnapshotScenario.Command(),
    PreviewsScenario.Command(),
    ImportScenario.Command(),
    RawRows.Command(),
    BareServer.Command(),
    ReportValue.Command(),
};
return await root.Parse(args).InvokeAsync();
