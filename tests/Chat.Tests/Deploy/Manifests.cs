using System.Diagnostics;
using System.Text.Json.Nodes;
using Chat.Tests.Architecture;
using YamlDotNet.Core;

namespace Chat.Tests.Deploy;

/// <summary>A copy of deploy/ with secrets, as an operator makes them.</summary>
public sealed class Manifests : IDisposable
{
    public static readonly string[] Overlays = ["single", "two-zones", "gateway-api"];

    /// <summary>The last one has those of the overlay that it builds upon.</summary>
    private static readonly string[] WithSecrets = ["single", "two-zones"];

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"chat-deploy-{Guid.NewGuid():N}");

    public Manifests()
    {
        var source = Path.Combine(Projects.Root, "deploy");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Where(file => !file.Contains("/secrets/", StringComparison.Ordinal)))
        {
            var copy = Path.Combine(_folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        foreach (var overlay in WithSecrets)
            Run("bash", Path.Combine(_folder, "kubernetes", "secrets.sh"), overlay);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    internal string FolderOf(string overlay) => Path.Combine(_folder, "kubernetes", overlay);

    internal List<JsonObject> Render(string overlay) => Kustomization.Render(FolderOf(overlay));

    /// <summary>What is wrong with manifests; empty: nothing that is looked for.</summary>
    internal static List<string> FaultsOf(IReadOnlyList<JsonObject> objects)
    {
        Overlay overlay;
        try
        {
            overlay = Overlay.Read(objects);
        }
        catch (YamlException e)
        {
            return [e.InnerException?.Message ?? e.Message];
        }
        return [.. objects.SelectMany(Texts), .. ReferenceFaults.Of(overlay), .. NetworkFaults.Of(overlay), .. ProcessFaults.Of(overlay)];
    }

    /// <summary>The standard output of a program that succeeds.</summary>
    internal static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {errors.GetAwaiter().GetResult()}");
    }

    /// <summary>Kubernetes refuses a number where it wants a text; the reader of types does not mind.</summary>
    private static IEnumerable<string> Texts(JsonNode? node)
    {
        if (node is JsonArray items)
            return items.SelectMany(Texts);
        if (node is not JsonObject fields)
            return [];
        var texts = fields.Where(field => field.Key is "labels" or "annotations" or "matchLabels" or "data").Select(field => field.Value).OfType<JsonObject>().SelectMany(map => map)
            .Concat(fields.Where(field => field.Key is "value" && fields.ContainsKey("name")));
        return texts.Where(text => text.Value?.GetValueKind() != System.Text.Json.JsonValueKind.String).Select(text => $"{text.Key} is not a text")
            .Concat(fields.SelectMany(field => Texts(field.Value)));
    }
}
