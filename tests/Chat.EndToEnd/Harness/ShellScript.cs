using System.Diagnostics;

namespace Chat.EndToEnd.Harness;

/// <summary>Runs a script of the repository as an operator would, to its end.</summary>
public static class ShellScript
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(3);

    /// <param name="path">Under the repository's root.</param>
    /// <param name="settings">Environment variables.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>Its exit code, and what it said on both outputs.</returns>
    public static async Task<(int Code, string Output)> RunAsync(string path, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(Repository.Root, path), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in settings)
            start.Environment[key] = value;
        using var script = Process.Start(start)!;
        script.StandardInput.Close();
        var said = Task.WhenAll(script.StandardOutput.ReadToEndAsync(), script.StandardError.ReadToEndAsync());
        try
        {
            await script.WaitForExitAsync().Within(Bound, $"{path} {string.Join(' ', arguments)} to end");
            return (script.ExitCode, string.Concat(await said));
        }
        finally
        {
            if (!script.HasExited)
                script.Kill(entireProcessTree: true);
        }
    }
}
