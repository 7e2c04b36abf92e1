using System.Text;
using Chat.Tests.Architecture;
using Xunit;

namespace Chat.Tests.Golden;

/// <summary>
/// What the server writes, byte for byte, as files that the web client's tests read, too: neither side can change a frame without the other's noticing.
/// </summary>
public sealed class GoldenFrameTests
{
    /// <summary>Set to 1 to write the files anew; then run the client's tests.</summary>
    private const string Update = "UPDATE_GOLDEN";

    private static string Folder => Path.Combine(Projects.Root, "tests/data/golden");

    [Fact]
    public void Frames_are_the_committed_ones()
    {
        var frames = GoldenFrames.All.ToDictionary(static frame => $"{frame.Name}.json", static frame => frame.Json + "\n");
        if (Environment.GetEnvironmentVariable(Update) == "1")
            Write(frames);
        var committed = Directory.GetFiles(Folder, "*.json").ToDictionary(static file => Path.GetFileName(file)!, static file => File.ReadAllText(file).ReplaceLineEndings("\n"));
        Assert.Equal(frames.Keys.Order(StringComparer.Ordinal), committed.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, json) in frames)
            Assert.True(committed[name] == json, $"{name} differs. The server writes:\n{json}If that is meant, run this test with {Update}=1, and the tests of gateway/web.");
    }

    private static void Write(Dictionary<string, string> frames)
    {
        Directory.CreateDirectory(Folder);
        foreach (var file in Directory.GetFiles(Folder, "*.json"))
            File.Delete(file);
        foreach (var (name, json) in frames)
            File.WriteAllText(Path.Combine(Folder, name), json, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }
}
