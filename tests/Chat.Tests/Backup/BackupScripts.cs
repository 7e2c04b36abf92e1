using System.Diagnostics;
using Chat.Tests.Architecture;
using Chat.Tests.Storage;
using Xunit;

namespace Chat.Tests.Backup;

/// <summary>deploy/database/backup.sh and restore.sh, as an operator runs them.</summary>
internal static class BackupScripts
{
    public static Task<string> BackUpAsync(params string[] arguments) => RunAsync(0, "backup.sh", arguments);

    public static Task<string> RestoreAsync(params string[] arguments) => RunAsync(0, "restore.sh", arguments);

    /// <summary>Runs a script to its end; answers what it said on both outputs.</summary>
    public static Task<string> RunAsync(int expected, string script, params string[] arguments) =>
        RunProgramAsync(expected, "bash", [Path.Combine(Projects.Root, "deploy/database", script), .. arguments]);

    /// <summary>The same for any program.</summary>
    public static async Task<string> RunProgramAsync(int expected, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var running = Process.Start(start)!;
        var said = string.Concat(await Waiting.For(Task.WhenAll(running.StandardOutput.ReadToEndAsync(), running.StandardError.ReadToEndAsync()), $"{program} {arguments[0]} to end"));
        await running.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(running.ExitCode == expected, $"{program} {string.Join(' ', arguments)} ended with {running.ExitCode}, not {expected}: {said}");
        return said;
    }
}
