using System.Diagnostics;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Faults;

/// <summary>Commands of the system that a fault needs (ip, mount).</summary>
internal static class Shell
{
    private static readonly string[] Folders = ["/usr/sbin", "/sbin", "/usr/bin", "/bin"];

    public static async Task Run(string program, params string[] arguments)
    {
        var (code, said) = await Try(program, arguments);
        if (code != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {code}: {said}");
    }

    public static async Task<(int Code, string Said)> Try(string program, params string[] arguments)
    {
        if (Find(program) is not { } file)
            return (127, $"{program} is not installed");
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().Within(TimeSpan.FromSeconds(30), $"{program} {string.Join(' ', arguments)} to end");
        return (process.ExitCode, string.Concat(said).Trim());
    }

    public static string? Find(string program) => Folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
