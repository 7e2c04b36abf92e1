using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Chat.EndToEnd.Harness;

/// <summary>
/// One silo or gateway as a real process on a loopback port. Ready means that <c>/health/ready</c> answers 200. Restarting keeps the port
/// and the settings. Disposing kills what still runs.
/// </summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartBound = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan StopBound = TimeSpan.FromSeconds(45);
    private static readonly HttpClient Health = new() { Timeout = TimeSpan.FromSeconds(5) };

    private readonly string assembly;
    private readonly IReadOnlyDictionary<string, string> settings;
    private readonly string workingFolder;
    private Process? process;

    private readonly ServerPlace place;

    private ServerProcess(string name, string assembly, IReadOnlyDictionary<string, string> settings, string workingFolder, ServerPlace place)
    {
        this.place = place;
        Name = name;
        this.assembly = assembly;
        this.settings = settings;
        this.workingFolder = workingFolder;
        Port = FreePorts.Take();
        Address = new Uri($"http://{place.Host}:{Port}/");
    }

    public string Name { get; }

    public int Port { get; }

    public Uri Address { get; }

    public ProcessLog Log { get; } = new();

    /// <summary>Of the present process.</summary>
    public int Id => process!.Id;

    public bool IsRunning => process is { HasExited: false };

    public static Task<ServerProcess> StartSiloAsync(string name, IReadOnlyDictionary<string, string> settings, string workingFolder, ServerPlace? place = null) =>
        StartAsync(name, Repository.Assembly("silo", "Chat.Silo"), settings, workingFolder, place ?? ServerPlace.Here);

    public static Task<ServerProcess> StartGatewayAsync(string name, IReadOnlyDictionary<string, string> settings, string workingFolder, ServerPlace? place = null) =>
        StartAsync(name, Repository.Assembly("gateway", "Chat.Gateway"), settings, workingFolder, place ?? ServerPlace.Here);

    /// <summary>Starts it again after <see cref="StopAsync"/> or <see cref="KillAsync"/>.</summary>
    public async Task StartAgainAsync()
    {
        Launch();
        await WaitUntilReady();
    }

    /// <summary>SIGTERM, as a service manager does it, and the process's own end.</summary>
    public async Task StopAsync()
    {
        if (process is not { HasExited: false } running)
            return;
        Signals.Send(running.Id, Signals.Terminate);
        await running.WaitForExitAsync().Within(StopBound, () => $"{Name} to end after SIGTERM; its log:\n{Log}");
    }

    /// <summary><c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        if (process is not { HasExited: false } running)
            return;
        running.Kill();
        await running.WaitForExitAsync().Within(TimeSpan.FromSeconds(10), $"{Name} to be gone after SIGKILL");
    }

    /// <summary>SIGSTOP: it is there and does nothing.</summary>
    public void Freeze() => Signals.Send(process!.Id, Signals.Stop);

    /// <summary>SIGCONT: it goes on as if nothing had been.</summary>
    public void Thaw() => Signals.Send(process!.Id, Signals.Continue);

    /// <summary>Its own end, for whatever reason.</summary>
    public Task WaitForExitAsync() => process!.WaitForExitAsync();

    /// <summary>Bytes of memory that it holds.</summary>
    public long ResidentBytes
    {
        get
        {
            process!.Refresh();
            return process.WorkingSet64;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process?.Dispose();
    }

    private static async Task<ServerProcess> StartAsync(
        string name, string assembly, IReadOnlyDictionary<string, string> settings, string workingFolder, ServerPlace place)
    {
        if (!File.Exists(assembly))
            throw new FileNotFoundException($"Build the solution first: {assembly} is not there.");
        var server = new ServerProcess(name, assembly, settings, workingFolder, place);
        try
        {
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private void Launch()
    {
        process?.Dispose();
        var start = new ProcessStartInfo(place.Launcher.Count > 0 ? place.Launcher[0] : "dotnet")
        {
            WorkingDirectory = workingFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var word in place.Launcher.Skip(1))
            start.ArgumentList.Add(word);
        if (place.Launcher.Count > 0)
            start.ArgumentList.Add("dotnet");
        start.ArgumentList.Add(assembly);
        start.ArgumentList.Add("--urls");
        start.ArgumentList.Add($"http://{place.Host}:{Port}");
        foreach (var (key, value) in settings)
            start.Environment[key] = value;
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Log.Add(line.Data);
        process.ErrorDataReceived += (_, line) => Log.Add(line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private Task WaitUntilReady() => Eventually.True(
        async () =>
        {
            if (process!.HasExited)
                throw new InvalidOperationException($"{Name} ended with code {process.ExitCode} while starting; its log:\n{Log}");
            return await IsReadyAsync();
        },
        StartBound,
        () => $"{Name} to be ready; its log:\n{Log}");

    public async Task<bool> IsReadyAsync() => await HealthAsync("ready") == 200;

    /// <summary>What a probe, live or ready, is answered; 0: nothing.</summary>
    public async Task<int> HealthAsync(string probe)
    {
        try
        {
            using var answer = await Health.GetAsync(new Uri(Address, $"health/{probe}"));
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
        catch (TaskCanceledException)
        {
            return 0;
        }
    }
}

/// <summary>Where a process runs: the address it is reached at, and the command that starts others there, with its first arguments.</summary>
public sealed record ServerPlace(string Host, IReadOnlyList<string> Launcher)
{
    public static ServerPlace Here { get; } = new("127.0.0.1", []);
}

internal static class Signals
{
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    public static void Send(int process, int signal)
    {
        if (SendSignal(process, signal) != 0)
            throw new InvalidOperationException($"kill({process}, {signal}) failed with {Marshal.GetLastPInvokeError()}.");
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
