using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Chat.LoadTest.Measure;
using Chat.LoadTest.Target;

namespace Chat.LoadTest.Scenarios;

/// <summary>What every scenario needs: where the servers are, how long to measure, where to write.</summary>
internal sealed partial class Common : IDisposable
{
    private static readonly Option<string[]> Urls = new("--url")
    {
        Description = "Address of the embedded server or of a gateway; several times for several gateways.",
        DefaultValueFactory = _ => ["http://127.0.0.1:8080"],
    };

    private static readonly Option<string?> OperatorKey = new("--operator-key")
    {
        Description = "The operator's key, to make teams and users. Default: $CHAT_OPERATOR_KEY.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("CHAT_OPERATOR_KEY"),
    };

    private static readonly Option<string?> WorldFile = new("--world") { Description = "A file that keeps the teams and tokens that were made, for later runs on the same server." };
    private static readonly Option<string[]> Pids = new("--pid") { Description = "A server process on this machine, as ID or NAME=ID, to tell its processor time and memory; several times for several.", DefaultValueFactory = _ => [] };
    private static readonly Option<double> Seconds = new("--seconds") { Description = "Seconds to measure.", DefaultValueFactory = _ => 20 };
    private static readonly Option<double> WarmUpSeconds = new("--warmup") { Description = "Seconds of the same load before it is measured; checked all the same.", DefaultValueFactory = _ => 3 };
    private static readonly Option<int> Bytes = new("--bytes") { Description = "Bytes of a message's text.", DefaultValueFactory = _ => 50 };
    private static readonly Option<string?> JsonFile = new("--json") { Description = "A file for the report as JSON." };
    private static readonly Option<int> Sources = new("--sources") { Description = "Connect from so many addresses 127.0.0.x, since one has 28,000 ports.", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> AtOnce = new("--at-once") { Description = "Sessions to open at once.", DefaultValueFactory = _ => 32 };

    private Common(ParseResult options)
    {
        Server = new Server(options.GetValue(Urls)!.Select(u => new Uri(u)), options.GetValue(OperatorKey), options.GetValue(WorldFile), options.GetValue(Sources));
        Processes = [.. options.GetValue(Pids)!.Select(ServerProcess.Parse)];
        Time = TimeSpan.FromSeconds(options.GetValue(Seconds));
        WarmUp = TimeSpan.FromSeconds(options.GetValue(WarmUpSeconds));
        TextBytes = options.GetValue(Bytes);
        OpenAtOnce = options.GetValue(AtOnce);
    }

    public Server Server { get; }

    public IReadOnlyList<ServerProcess> Processes { get; }

    public TimeSpan Time { get; }

    public TimeSpan WarmUp { get; }

    public int TextBytes { get; }

    public int OpenAtOnce { get; }

    /// <summary>Adds the options that all have and the action: run, print, write, and tell by the exit code whether everything held.</summary>
    public static Command AddTo(Command command, Func<ParseResult, Common, Task<Report>> run)
    {
        foreach (var option in new Option[] { Urls, OperatorKey, WorldFile, Pids, Seconds, WarmUpSeconds, Bytes, JsonFile, Sources, AtOnce })
            command.Options.Add(option);
        command.SetAction(async (options, cancellation) =>
        {
            using var common = new Common(options);
            var report = await run(options, common);
            Console.WriteLine();
            Console.Write(report.ToText());
            if (options.GetValue(JsonFile) is { } file)
                await File.WriteAllTextAsync(file, report.ToJson(), cancellation);
            return report.Held ? 0 : 1;
        });
        return command;
    }

    /// <summary>The command line as given, without the key and the databases' passwords.</summary>
    public static string Describe(ParseResult options)
    {
        var key = options.GetValue(OperatorKey);
        return Password().Replace(string.Join(' ', options.Tokens.Select(t => t.Value == key ? "KEY" : t.Value)), "$1=PASSWORD");
    }

    [GeneratedRegex("(Password|Pwd)=[^;\\s]*", RegexOptions.IgnoreCase)]
    private static partial Regex Password();

    public void Dispose() => Server.Dispose();

    public async Task Connect(Gathering gathering)
    {
        Console.WriteLine($"Opening {gathering.Members.Count} sessions ...");
        var since = Stopwatch.GetTimestamp();
        await gathering.Connector.OpenAll(gathering.Members, OpenAtOnce);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Open after {Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s."));
    }
}
