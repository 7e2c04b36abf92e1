using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Chat.LoadTest.Measure;

/// <summary>One figure of a JSON report, for scripts.</summary>
internal static class ReportValue
{
    private static readonly Argument<string> File = new("file") { Description = "A report that --json wrote." };
    private static readonly Argument<string> Path = new("path") { Description = "Names with points between them, such as measured.delivery.p99." };

    public static Command Command()
    {
        var command = new Command("value", "Prints one figure of a JSON report.") { File, Path };
        command.SetAction(options =>
        {
            var node = JsonNode.Parse(System.IO.File.ReadAllText(options.GetValue(File)!));
            foreach (var name in options.GetValue(Path)!.Split('.'))
                node = node?[name];
            if (node is null)
                return 1;
            Console.WriteLine(node.GetValueKind() == System.Text.Json.JsonValueKind.Number
                ? node.GetValue<double>().ToString("0.###", CultureInfo.InvariantCulture)
                : node.ToString());
            return 0;
        });
        return command;
    }
}
