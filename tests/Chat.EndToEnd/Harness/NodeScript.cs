using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Chat.EndToEnd.Harness;

/// <summary>
/// A Node script in <c>sdk/</c>. It prints one JSON object a line: <c>{"checked":"…"}</c> for each thing that held, <c>{"failed":"…"}</c> for
/// one that did not, <c>{"ask":"…"}</c> when the test must do something; it goes on when the test has answered with a line on its input.
/// It ends with <c>{"done":N}</c>, the number of checks.
/// </summary>
public static class NodeScript
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(180);

    /// <param name="answers">What to do for each ask; its result goes to the script.</param>
    /// <returns>The checks that held, in order.</returns>
    public static async Task<List<string>> RunAsync(string script, JsonObject arguments, Func<string, Task<JsonNode?>> answers)
    {
        var folder = Repository.SdkFolder;
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
            throw new DirectoryNotFoundException($"Run 'npm ci' in {folder} first (./test.sh does).");
        using var node = Process.Start(new ProcessStartInfo("node")
        {
            WorkingDirectory = folder,
            ArgumentList = { script, arguments.ToJsonString() },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = new ProcessLog();
        node.ErrorDataReceived += (_, line) => errors.Add(line.Data);
        node.BeginErrorReadLine();
        List<string> held = [];
        try
        {
            var done = await Converse(node, held, answers).Within(Bound, () => $"{script} to finish; it had checked:\n{string.Join('\n', held)}\nits errors:\n{errors}");
            await node.WaitForExitAsync().Within(TimeSpan.FromSeconds(20), $"{script} to exit");
            if (node.ExitCode != 0 || done != held.Count)
                Assert.Fail($"{script} exited with {node.ExitCode} after {held.Count} checks (said {done}):\n{errors}");
            return held;
        }
        catch (Exception e) when (e is not Xunit.Sdk.IAssertionException)
        {
            throw new InvalidOperationException($"{script} failed after [{string.Join("; ", held)}]; its errors:\n{errors}", e);
        }
        finally
        {
            if (!node.HasExited)
                node.Kill();
        }
    }

    private static async Task<int> Converse(Process node, List<string> held, Func<string, Task<JsonNode?>> answers)
    {
        while (await node.StandardOutput.ReadLineAsync() is { } line)
        {
            var said = JsonNode.Parse(line)!.AsObject();
            if (said["checked"] is { } check)
                held.Add(check.GetValue<string>());
            else if (said["failed"] is { } failed)
                Assert.Fail($"{failed.GetValue<string>()}\nheld before: {string.Join("; ", held)}");
            else if (said["done"] is { } done)
                return done.GetValue<int>();
            else if (said["ask"] is { } ask)
                await node.StandardInput.WriteLineAsync(((await answers(ask.GetValue<string>())) ?? new JsonObject()).ToJsonString());
        }
        return -1;
    }
}
