using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.Options;

namespace Chat.Browsers;

/// <summary>
/// The built client, read into memory at the start: its pages and scripts then belong together, whatever is built or installed over them meanwhile. It has some
/// megabytes.
/// </summary>
internal sealed class ClientFiles
{
    private const string PageName = "index.html";

    private static readonly FileExtensionContentTypeProvider Types = new();

    private readonly Dictionary<string, ClientFile> files = new(StringComparer.Ordinal);

    public ClientFiles(IOptions<WebOptions> options)
    {
        var folder = Path.GetFullPath(options.Value.ClientFolder ?? Path.Combine(AppContext.BaseDirectory, "web"));
        if (!File.Exists(Path.Combine(folder, PageName)))
            return;
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) is not (".br" or ".gz")))
            files[Path.GetRelativePath(folder, file).Replace('\\', '/')] = new ClientFile(file, TypeOf(file));
        files.Remove(PageName, out var page);
        Page = page;
    }

    /// <summary>What all pages answer; null if the client was not built.</summary>
    public ClientFile? Page { get; }

    /// <summary>All but the page, by their paths: <c>assets/index-1a2b3c.js</c>.</summary>
    public IReadOnlyDictionary<string, ClientFile> Files => files;

    private static string TypeOf(string file)
    {
        var type = Types.TryGetContentType(file, out var known) ? known : "application/octet-stream";
        return type.StartsWith("text/", StringComparison.Ordinal) ? type + "; charset=utf-8" : type;
    }
}
