using System.IO.Compression;
using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Web;

/// <summary>An embedded server with a client of a few lines in the place of the built one.</summary>
public sealed class ClientServer : IAsyncLifetime
{
    public const string Page = "<!doctype html><html lang=\"en\"><title>Chat</title><script type=\"module\" src=\"/assets/index-1a2b3c.js\"></script></html>";

    private readonly TempFolder folder = new();
    private ServerProcess? server;

    public static string Script { get; } = string.Concat(Enumerable.Repeat("console.log('hello');\n", 500));

    public Uri Address => server!.Address;

    public async ValueTask InitializeAsync()
    {
        var client = folder.File("client");
        Directory.CreateDirectory(Path.Combine(client, "assets"));
        await File.WriteAllTextAsync(Path.Combine(client, "index.html"), Page);
        await File.WriteAllTextAsync(Path.Combine(client, "favicon.svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
        var script = Path.Combine(client, "assets", "index-1a2b3c.js");
        await File.WriteAllTextAsync(script, Script);
        await Compress(script, script + ".br", to => new BrotliStream(to, CompressionLevel.Optimal));
        await Compress(script, script + ".gz", to => new GZipStream(to, CompressionLevel.Optimal));
        await File.WriteAllTextAsync(folder.File("secret.txt"), "beside the client's folder");
        server = await EmbeddedServer.StartAsync(folder, new Dictionary<string, string> { ["Chat__Web__ClientFolder"] = client });
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        folder.Dispose();
    }

    private static async Task Compress(string from, string into, Func<Stream, Stream> with)
    {
        await using var source = File.OpenRead(from);
        await using var target = with(File.Create(into));
        await source.CopyToAsync(target);
    }
}
